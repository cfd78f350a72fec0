"""Words that say nothing of what is sought, besides those that tantivy knows of a language: what questions consist of.

They are left out of queries only. The index has them, for readers who put them in quotes or write nothing else.
"""

_WORDS = {
    "english": (
        "about am any been being between can could did do does doing each from had has have having how i just may me"
        " might more most must my our please should so some than these those us very was we were what when where which"
        " who whom whose why would you your explain describe tell"
    ),
    "german": (
        "bitte erkläre gibt können könnte mir sollte wann warum wem wen wer werden weshalb wieso wieviel würde"
        " dein euer ihr mein sein unser zwischen"
    ),
    "french": (
        "combien comment est-ce expliquez faut moi où peut peuvent pourquoi quand quels quelles quoi suis sont toi"
        " peux entre explique"
    ),
    "spanish": (
        "cómo cuál cuáles cuándo cuánto cuántos dónde entre explica hace puede pueden puedo quién se son tiene"
        " como cual cuando donde quien que"
    ),
    "italian": "come cosa dove perché qual quale quali quando quanto può possono posso spiega sono tra fra",
    "portuguese": "como onde porque porquê quais qual quando quanto pode podem posso explique entre são",
    "dutch": "hoe waar waarom wanneer wat welk welke wie kan kunnen leg uit tussen",
    "danish": "hvad hvem hvilken hvilket hvordan hvorfor hvornår hvor kan mellem",
    "norwegian": "hva hvem hvilken hvilket hvordan hvorfor når hvor kan mellom",
    "swedish": "vad vem vilken vilket hur varför när var kan mellan",
    "finnish": "kuinka mikä miksi milloin missä miten voi",
    "russian": "как какая какие какой когда кто ли можно между почему сколько чем что где зачем",
    "hungarian": "hogyan hol mi miért mikor melyik milyen hány között",
    "turkish": "hangi kaç kim nasıl ne neden nedir nerede niçin niye zaman mi mı mu mü ve ile bir bu da de için",  # noqa: RUF001 - Turkish
    "greek": "γιατί πού πώς πότε ποια ποιο ποιος πόσο τι είναι και το η ο τα της του για με σε",  # noqa: RUF001 - Greek
    "romanian": "care cât ce cine cum când de unde este sunt și în la cu un o pe din",
    "arabic": "ما ماذا متى من أين كيف لماذا هل كم في على إلى عن هو هي",
}

BY_STEMMER = {name: frozenset(words.split()) for name, words in _WORDS.items()}
