import type {CompletionShell} from '../domain/completion/shell-words.js';
import type {View} from './view.js';

export interface ShownCompletion {
  readonly shell: CompletionShell;
  readonly script: string;
}

/** `__complete` prints a line that says what is to be completed, then `value<TAB>description` lines. */
const BASH = String.raw`# bash completion for etcdops
_etcdops() {
  local program=$1 kind='' line value i width=0
  local -a values=() notes=() before=()
  [[ -n $(type -P -- "$program") ]] || program=etcdops
  ((COMP_CWORD > 1)) && before=("${'$'}{COMP_WORDS[@]:1:COMP_CWORD-1}")
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind=$line
      continue
    fi
    value=${'$'}{line%%$'\t'*}
    ((${'$'}{#value} > width)) && width=${'$'}{#value}
    values+=("$value")
    notes+=("${'$'}{line#*$'\t'}")
  done < <("$program" __complete --shell bash -- "${'$'}{before[@]}" "$2" 2>/dev/null)
  COMPREPLY=("${'$'}{values[@]}")
  case $kind in
    :files) compopt -o default 2>/dev/null ;;
    :directories) compopt -o dirnames 2>/dev/null ;;
  esac
  # Descriptions only where a list is shown (TAB TAB), never in what is inserted.
  case $COMP_TYPE in 63 | 33 | 64) ;; *) return ;; esac
  ((${'$'}{#values[@]} > 1)) || return
  for i in "${'$'}{!values[@]}"; do
    [[ -n ${'$'}{notes[i]} ]] || continue
    printf -v line '%-*s  (%s)' "$width" "${'$'}{values[i]}" "${'$'}{notes[i]}"
    COMPREPLY[i]=${'$'}{line:0:${'$'}{COLUMNS:-80} - 2}
  done
}
complete -F _etcdops etcdops
`;

const ZSH = String.raw`#compdef etcdops
_etcdops() {
  local program=${'$'}{(Q)words[1]} kind line
  local -a before lines candidates
  whence -p -- "$program" >/dev/null || program=etcdops
  ((CURRENT > 2)) && before=("${'$'}{(@Q)words[2,CURRENT-1]}")
  lines=("${'$'}{(@f)$("$program" __complete --shell zsh -- "${'$'}{before[@]}" "${'$'}{(Q)PREFIX}" 2>/dev/null)}")
  kind=$lines[1]
  case $kind in
    :files) compset -P '--*='; _files; return ;;
    :directories) compset -P '--*='; _files -/; return ;;
  esac
  for line in "${'$'}{(@)lines[2,-1]}"; do
    candidates+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}")
  done
  ((${'$'}{#candidates})) && _describe -V etcdops candidates
}
if [[ $funcstack[1] == _etcdops ]]; then
  _etcdops "$@"
else
  (($+functions[compdef])) || { autoload -Uz compinit && compinit -i; }
  compdef _etcdops etcdops
fi
`;

const FISH = String.raw`# fish completion for etcdops
function __etcdops_complete
    set -l before (commandline -opc)
    set -l current (commandline -ct)
    set -l program $before[1]
    set -e before[1]
    command -q -- $program; or set program etcdops
    set -l lines ($program __complete --shell fish -- $before "$current" 2>/dev/null)
    set -l kind $lines[1]
    set -e lines[1]
    set -l flag (string match -r -- '^--[^=]*=' "$current")
    set -l path (string replace -r -- '^--[^=]*=' '' "$current")
    switch "$kind"
        case :files
            string replace -r -- '^' "$flag" (__fish_complete_path "$path")
        case :directories
            string replace -r -- '^' "$flag" (__fish_complete_directories "$path" folder)
        case '*'
            printf '%s\n' $lines
    end
end
complete -c etcdops -f -k -a '(__etcdops_complete)'
`;

const SCRIPTS: Readonly<Record<CompletionShell, string>> = {bash: BASH, zsh: ZSH, fish: FISH};

const NEXT: Readonly<Record<CompletionShell, string>> = {
  bash: 'source <(etcdops completion bash)   here, and for good as a line in ~/.bashrc',
  zsh: 'source <(etcdops completion zsh)   here, and for good as a line in ~/.zshrc',
  fish: 'etcdops completion fish | source   here, and for good: etcdops completion fish > ~/.config/fish/completions/etcdops.fish',
};

/** The script that asks etcdops what may stand at the cursor; all knowledge stays in etcdops. */
export function completionScript(shell: CompletionShell): string {
  return `${SCRIPTS[shell]}# Next: ${NEXT[shell]}\n`;
}

export const completionView: View<ShownCompletion> = ({script}) => script;
