r"""Windows paths: a backslash-n in one begins the name of a file or folder.

- Begin a path after a drive, a variable or a share, where no longer word ends.
  e.g. open C:\new\notes.txt⏎Next
  e.g. %APPDATA%\npm⏎Next
  e.g. the share \\server\share\new⏎Next
- Go on with every name that does not begin with n. A name may have up to three words more if a backslash follows.
  e.g. In C:\Program Files\node\bin⏎Next
- Go on with a name that begins with n if it is a usual one, which is no word without its n, or has an extension, or if
  what follows goes on with the path. Otherwise a newline ends the path.
  e.g. C:\Temp⏎Then run C:\numbers.csv
  e.g. C:\nomad\x, C:\nomad.txt, and C:⏎omad
"""

# A usual name that begins with n, without that n, and any name with an extension.
_FILE_NAME = r"""(?:
    (?: ames? | as | asm | ative | ested | et | etbeans | etworks? | ew | ews | ext | ginx | ight | map | odes? | odejs
      | ode_modules | otebooks? | otepad | otes? | ovels? | pm | uget | ull | umbers? | umpy | vidia | vim
    ) (?![a-z]) [\w.-]*+
  | [\w-]*+ \.[A-Za-z]\w{1,3}+(?![\w(.]) )"""

PATH = rf"""(?: (?=\\)
    (?: (?<=[A-Za-z]:)(?:(?<!\w[A-Za-z]:)|(?<=\\n[A-Za-z]:))      # after a drive that begins a word or a line
      | (?<=[A-Z]%)                                               # after a variable
      | (?<![\w\\])\\\\\w[\w.-]*+(?=\\) )                         # a share
    (?>(?:
        \\(?!n)[\w.$@~-]++                                        # a name
          (?>(?: (?>(?:[ ][\w().-]++){{1,3}}) (?=\\) )?)          # with spaces in it
      | \\n (?: {_FILE_NAME}                                      # a name that begins with n
              | [\w-]++ (?= \\[^n\s\\] | \\n{_FILE_NAME} ) )      # any such name, if the path goes on
    )+) )"""
