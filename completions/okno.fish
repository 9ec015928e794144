# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_okno_global_optspecs
    string join \n config= ledger= format= color= q/quiet y/yes h/help V/version
end

function __fish_okno_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_okno_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_okno_using_subcommand
    set -l cmd (__fish_okno_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c okno -n "__fish_okno_needs_command" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_needs_command" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_needs_command" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_needs_command" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_needs_command" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_needs_command" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_needs_command" -s V -l version -d 'Print version'
complete -c okno -n "__fish_okno_needs_command" -f -a "init" -d 'Write a first windows.toml: asks on a terminal, else takes flags'
complete -c okno -n "__fish_okno_needs_command" -f -a "windows" -d 'Show the windows of a customer or a system by the rules alone'
complete -c okno -n "__fish_okno_needs_command" -f -a "slots" -d 'Find start times at which work of a given length fits'
complete -c okno -n "__fish_okno_needs_command" -f -a "plan" -d 'Record a change and the command that will run; without --at at the next slot'
complete -c okno -n "__fish_okno_needs_command" -f -a "reschedule" -d 'Give a change another start'
complete -c okno -n "__fish_okno_needs_command" -f -a "cancel" -d 'Withdraw a change'
complete -c okno -n "__fish_okno_needs_command" -f -a "approve" -d 'Agree to a change that somebody else planned'
complete -c okno -n "__fish_okno_needs_command" -f -a "reject" -d 'Refuse a change that somebody else planned'
complete -c okno -n "__fish_okno_needs_command" -f -a "check" -d 'Ask whether a change, or work on a system, may start; reads only, calls no tool'
complete -c okno -n "__fish_okno_needs_command" -f -a "wait" -d 'Sleep until a change may start, and tell what needs somebody meanwhile'
complete -c okno -n "__fish_okno_needs_command" -f -a "run" -d 'Run a change: the gate decides, the command runs, its end is recorded'
complete -c okno -n "__fish_okno_needs_command" -f -a "override" -d 'Waive named reasons for one version of a change: break-glass'
complete -c okno -n "__fish_okno_needs_command" -f -a "review" -d 'Look at work that was done under an override, as another person'
complete -c okno -n "__fish_okno_needs_command" -f -a "freeze" -d 'Keep changes out of a stretch of time, for everybody or for some: add, list, end'
complete -c okno -n "__fish_okno_needs_command" -f -a "halt" -d 'Stop the line: no change may start, on a system or anywhere'
complete -c okno -n "__fish_okno_needs_command" -f -a "resume" -d 'Let changes start again'
complete -c okno -n "__fish_okno_needs_command" -f -a "settle" -d 'Say how a run ended that nobody could record, or end a failed change'
complete -c okno -n "__fish_okno_needs_command" -f -a "backup" -d 'Take, confirm and show backups'
complete -c okno -n "__fish_okno_needs_command" -f -a "status" -d 'One screen: what is open now, running, interrupted, due, missed'
complete -c okno -n "__fish_okno_needs_command" -f -a "show" -d 'Show a change with its whole story'
complete -c okno -n "__fish_okno_needs_command" -f -a "list" -d 'List changes by start: those that are not over, unless asked otherwise'
complete -c okno -n "__fish_okno_needs_command" -f -a "log" -d 'Show what was recorded; verify, export or rebuild it'
complete -c okno -n "__fish_okno_needs_command" -f -a "calendar" -d 'Show a calendar, and what of the calendars has to be looked after'
complete -c okno -n "__fish_okno_needs_command" -f -a "ledger" -d 'Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right'
complete -c okno -n "__fish_okno_needs_command" -f -a "policy" -d 'Show, check, compare and adopt the rules of windows.toml'
complete -c okno -n "__fish_okno_needs_command" -f -a "doctor" -d 'Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools'
complete -c okno -n "__fish_okno_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c okno -n "__fish_okno_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand init" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand init" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand init" -l customer -d 'A customer and its time zone, as in acme=Asia/Yekaterinburg; with its calendar acme=Asia/Yekaterinburg,ru (several times)' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l calendar -d 'Working days: ru, Russia\'s production calendar, is built in; or NAME=WEEKEND,FIRST..LAST, as in office=sat+sun,2026-01-01..2027-12-31 (several times)' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l holidays -d 'Holidays of a calendar of your own, as in 2026-12-31,2027-01-01..2027-01-08; of one by name office=2026-12-31' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l system -d 'What a change stops, as in shop; of some customers alone portal=acme,amber (several times)' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l backup -d 'How backups are looked at: by-hand, sqlite:PATTERN, files:PATTERN, command:PROGRAM, pgbackrest:STANZA, barman:SERVER, pg_basebackup:PATTERN, pg_dump:PATTERN, restic:REPOSITORY, borg:REPOSITORY::ARCHIVES, of:SYSTEM or none:WHY; of one system by name shop=by-hand' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l tables -d 'Tables that must not be empty in copies of an SQLite database' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l complete -d 'What the job marks its complete backups with: restic\'s tag, or the ending of borg\'s archive names' -r
complete -c okno -n "__fish_okno_using_subcommand init" -l take -d 'The command that okno backup take runs' -r
complete -c okno -n "__fish_okno_using_subcommand init" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand init" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand windows" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand windows" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand windows" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand windows" -l customer -d 'One customer\'s windows' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -l system -d 'The windows that all customers of a system have in common' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -l from -d 'From when on; a window that is open then is shown whole [default: now]' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -l until -d 'Only windows that open before this' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -l count -d 'How many' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -l zone -d 'The zone in which --from and --until are read' -r
complete -c okno -n "__fish_okno_using_subcommand windows" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand windows" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand windows" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand slots" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand slots" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand slots" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand slots" -l system -d 'The system that the work stops' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l downtime -d 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l duration -d 'How long the whole work takes, the stop included [default: as long as the stop]' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l customer -d 'Only these of its customers (several times, or with commas)' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l from -d 'From when on [default: now]' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l count -d 'How many' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -l zone -d 'The zone in which --from is read' -r
complete -c okno -n "__fish_okno_using_subcommand slots" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand slots" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand slots" -l waves -d 'Show the least number of starts that together serve every customer, each inside its own window'
complete -c okno -n "__fish_okno_using_subcommand slots" -l explain -d 'Tell which customer, freeze or other change closes which hours of the next seven days'
complete -c okno -n "__fish_okno_using_subcommand slots" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand plan" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand plan" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand plan" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand plan" -l system -d 'The system that it stops' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l downtime -d 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l duration -d 'How long the whole work takes, the stop included [default: as long as the stop]' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l customer -d 'Only these of its customers (several times, or with commas)' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l at -d 'When: 2026-11-24T22:00+05:00, "2026-11-24 22:00" or 22:00, fri 22:00 on the customer\'s clock, tonight, now' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l zone -d 'The zone in which --at is read' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l kind -d 'What sort of work it is' -r -f -a "critical-fix\t''
maintenance\t''
request\t''
update\t''
fix\t''
modernisation\t''
new-function\t''"
complete -c okno -n "__fish_okno_using_subcommand plan" -l ref -d 'The ticket that it belongs to' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l instruction -d 'The customer\'s written instruction' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -l specification -d 'The technical specification; kept with the record' -r -F
complete -c okno -n "__fish_okno_using_subcommand plan" -l emergency -d 'The incident that cannot wait: recorded although the hours are wrong; an override lets it run' -r
complete -c okno -n "__fish_okno_using_subcommand plan" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand plan" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand plan" -l interactive -d 'Leave terminal and standard input to the command; its output is not recorded'
complete -c okno -n "__fish_okno_using_subcommand plan" -l touches-data -d 'It views, changes or deletes the customer\'s data'
complete -c okno -n "__fish_okno_using_subcommand plan" -l waves -d 'One change for each group of customers that a common start serves; on a divisible system'
complete -c okno -n "__fish_okno_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand reschedule" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand reschedule" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand reschedule" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand reschedule" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand reschedule" -l at -d 'When, as for plan' -r
complete -c okno -n "__fish_okno_using_subcommand reschedule" -l zone -d 'The zone in which --at is read' -r
complete -c okno -n "__fish_okno_using_subcommand reschedule" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand reschedule" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand reschedule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand cancel" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand cancel" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand cancel" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand cancel" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand cancel" -l reason -d 'Why, for whoever reads the log' -r
complete -c okno -n "__fish_okno_using_subcommand cancel" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand cancel" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand approve" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand approve" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand approve" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand approve" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand approve" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand approve" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand reject" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand reject" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand reject" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand reject" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand reject" -l reason -d 'Why, for its author' -r
complete -c okno -n "__fish_okno_using_subcommand reject" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand reject" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand check" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand check" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand check" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand check" -l system -d 'Without a change: the system that the work would stop' -r
complete -c okno -n "__fish_okno_using_subcommand check" -l downtime -d 'How long the service would stand still: 45m, 1h30m, 90s, PT45M; 0m for none' -r
complete -c okno -n "__fish_okno_using_subcommand check" -l duration -d 'How long the whole work would take [default: as long as the stop]' -r
complete -c okno -n "__fish_okno_using_subcommand check" -l customer -d 'Only these of its customers (several times, or with commas)' -r
complete -c okno -n "__fish_okno_using_subcommand check" -l at -d 'The instant to judge [default: now]' -r
complete -c okno -n "__fish_okno_using_subcommand check" -l zone -d 'The zone in which --at is read' -r
complete -c okno -n "__fish_okno_using_subcommand check" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand check" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand wait" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand wait" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand wait" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand wait" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand wait" -l timeout -d 'Give up after this, with exit code 75' -r
complete -c okno -n "__fish_okno_using_subcommand wait" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand wait" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand wait" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand run" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand run" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand run" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand run" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand run" -l system -d 'Plan and run in one, for pipelines: the system that the command stops' -r
complete -c okno -n "__fish_okno_using_subcommand run" -l downtime -d 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none' -r
complete -c okno -n "__fish_okno_using_subcommand run" -l duration -d 'How long the whole work takes [default: as long as the stop]' -r
complete -c okno -n "__fish_okno_using_subcommand run" -l title -d 'What is done, in a few words [default: the command]' -r
complete -c okno -n "__fish_okno_using_subcommand run" -l key -d 'Your own name for the change: the same key takes up the same change after a refusal or a failure' -r
complete -c okno -n "__fish_okno_using_subcommand run" -l backup -d 'Make a backup first, or look at the newest one' -r -f -a "take\t'Run the backup command, then confirm what it made'
confirm\t'Confirm the newest backup'"
complete -c okno -n "__fish_okno_using_subcommand run" -l result -d 'Write the decision and what came of it here, as JSON' -r -F
complete -c okno -n "__fish_okno_using_subcommand run" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand run" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand run" -l wait -d 'Sleep until the start'
complete -c okno -n "__fish_okno_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand override" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand override" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand override" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand override" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand override" -l waive -d 'The code of a reason to waive (several times, or with commas); none is implied' -r
complete -c okno -n "__fish_okno_using_subcommand override" -l reason -d 'Why it cannot wait' -r
complete -c okno -n "__fish_okno_using_subcommand override" -l ticket -d 'The incident that it belongs to' -r
complete -c okno -n "__fish_okno_using_subcommand override" -l expires -d 'For how long: 30m, 2h; at most 24h' -r
complete -c okno -n "__fish_okno_using_subcommand override" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand override" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand override" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand review" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand review" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand review" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand review" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand review" -l note -d 'What there is to say about it' -r
complete -c okno -n "__fish_okno_using_subcommand review" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand review" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand review" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -f -a "add" -d 'Record a freeze: for everybody; or for the systems and the customers that are named, each of them'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -f -a "list" -d 'Show the freezes that are not over, those of windows.toml too'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -f -a "end" -d 'End a freeze that was recorded, from now on'
complete -c okno -n "__fish_okno_using_subcommand freeze; and not __fish_seen_subcommand_from add list end help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l system -d 'These systems, for whomever they serve (several times, or with commas)' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l customer -d 'These customers, whatever serves them (several times, or with commas)' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l from -d 'From when on [default: now]' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l until -d 'Until when [default: until somebody ends it]' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l zone -d 'The zone in which --from and --until are read' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l reason -d 'Why, for whoever is kept from working' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -s a -l all -d 'Those that are over, too'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -l reason -d 'Why' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from end" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from help" -f -a "add" -d 'Record a freeze: for everybody; or for the systems and the customers that are named, each of them'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from help" -f -a "list" -d 'Show the freezes that are not over, those of windows.toml too'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from help" -f -a "end" -d 'End a freeze that was recorded, from now on'
complete -c okno -n "__fish_okno_using_subcommand freeze; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand halt" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand halt" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand halt" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand halt" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand halt" -l system -d 'Only changes on this system [default: all]' -r
complete -c okno -n "__fish_okno_using_subcommand halt" -l reason -d 'Why, for whoever is kept from working' -r
complete -c okno -n "__fish_okno_using_subcommand halt" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand halt" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand halt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand resume" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand resume" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand resume" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand resume" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand resume" -l system -d 'What was halted for this system alone [default: what was halted for all]' -r
complete -c okno -n "__fish_okno_using_subcommand resume" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand resume" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand settle" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand settle" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand settle" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand settle" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand settle" -l as -d 'How it ended' -r -f -a "done\t''
failed\t''"
complete -c okno -n "__fish_okno_using_subcommand settle" -l reason -d 'How you know' -r
complete -c okno -n "__fish_okno_using_subcommand settle" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand settle" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand settle" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "take" -d 'Run the configured backup command, then confirm what it made'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "confirm" -d 'Record evidence about the newest backup: the configured tool looks, or a person attests'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "due" -d 'Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "status" -d 'Whether each system has a backup that would open the gate'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "prune" -d 'Show which copies are old enough to go and why the others stay; with --apply delete those'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "transfer" -d 'Copy to the backup server what is owed to it, and look at each copy there'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "drill" -d 'Restore a backup by the configured command, to see whether it can be'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "schedule" -d 'Print a timer that takes what is due every hour'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "list" -d 'All backups that are known'
complete -c okno -n "__fish_okno_using_subcommand backup; and not __fish_seen_subcommand_from take confirm due status prune transfer drill schedule list help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l system -d 'The system; with --due every system that has a command for it, unless one is named' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l level -d 'Run the command of that level, where there is one a level [default: that of the least backup]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -l due -d 'Take what the backup regime says is due, the fullest level first; nothing due is no failure'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from take" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l system -d 'The system' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l id -d 'This copy instead of the newest: its id as `backup list` or `backup prune --all` names it, or the beginning of it' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l evidence -d 'What the look has to show, else the exit code is 77; `attested` takes a person\'s word instead' -r -f -a "attested\t''
present\t''
complete\t''
verified\t''
restored\t''"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l made-at -d 'A person\'s word: when the backup was made' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l location -d 'A person\'s word: where it lies' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l bytes -d 'A person\'s word: how large it is' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l level -d 'A person\'s word: 0 full, 1 daily, 2 hourly' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l zone -d 'The zone in which --made-at is read' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from confirm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l system -d 'Only this system' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l at -d 'Judge for that instant instead of now' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l since -d 'Tell of every slot from there on [default: a day of hours, a week of days, four weeks]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l zone -d 'The zone in which --at and --since are read' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -l system -d 'Only this system' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -l nagios -d 'One line with figures for Nagios, Icinga and their like, with their exit codes: 0, 1, 2, 3'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l system -d 'Only this system\'s' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l at -d 'What would go at that instant, if no copy came or went until then' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l zone -d 'The zone in which --at is read' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l max-delete -d 'How many of a system may go at once; --yes does not lift this [default: 10 or a fifth, whichever is more]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l apply -d 'Delete them, one by one, each with an entry'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -l all -d 'Also show the copies that are merely not old enough'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -l system -d 'Only this system\'s' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -l due -d 'Only those whose working day has come'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from transfer" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -l system -d 'The system' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -l id -d 'Which backup, by its id or as much of it as no other begins with [default: the newest that okno looked at, also where its last restore failed]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from drill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l system -d 'For this system alone: so that a long backup of another one does not hold it up' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l systemd -d 'A service and a timer for systemd'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -l cron -d 'Lines for a crontab'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from schedule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -l system -d 'Only this system\'s' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "take" -d 'Run the configured backup command, then confirm what it made'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "confirm" -d 'Record evidence about the newest backup: the configured tool looks, or a person attests'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "due" -d 'Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "status" -d 'Whether each system has a backup that would open the gate'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Show which copies are old enough to go and why the others stay; with --apply delete those'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "transfer" -d 'Copy to the backup server what is owed to it, and look at each copy there'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "drill" -d 'Restore a backup by the configured command, to see whether it can be'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "schedule" -d 'Print a timer that takes what is due every hour'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "list" -d 'All backups that are known'
complete -c okno -n "__fish_okno_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand status" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand status" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand status" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand status" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand status" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand status" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand show" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand show" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand show" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand show" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand show" -l output -d 'All that was kept of its last run\'s output, not just the end'
complete -c okno -n "__fish_okno_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand list" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand list" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand list" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand list" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand list" -l system -d 'On this system' -r
complete -c okno -n "__fish_okno_using_subcommand list" -l customer -d 'For this customer' -r
complete -c okno -n "__fish_okno_using_subcommand list" -l person -d 'Planned by this account' -r
complete -c okno -n "__fish_okno_using_subcommand list" -l state -d 'In this state' -r -f -a "planned\t''
running\t''
interrupted\t''
failed\t''
done\t''
closed\t''
cancelled\t''
rejected\t''
missed\t''"
complete -c okno -n "__fish_okno_using_subcommand list" -l since -d 'Whose work ends after this' -r
complete -c okno -n "__fish_okno_using_subcommand list" -l until -d 'Whose work starts before this' -r
complete -c okno -n "__fish_okno_using_subcommand list" -l zone -d 'The zone in which --since and --until are read' -r
complete -c okno -n "__fish_okno_using_subcommand list" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand list" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand list" -s a -l all -d 'Those that are over, too; --format ics always has them'
complete -c okno -n "__fish_okno_using_subcommand list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l since -d 'From this instant on' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l until -d 'Before this instant' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l zone -d 'The zone in which --since and --until are read' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l system -d 'About this system' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l customer -d 'About this customer' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l person -d 'Recorded by this account' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l kind -d 'Of this kind, such as run.started' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -l subject -d 'About this change, or another subject as the log names it' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -s n -l last -d 'The newest so many [default: 50 on a terminal, else all]' -r
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -f -a "verify" -d 'Check every link of the chain, and the search tables against it'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -f -a "head" -d 'Show the newest entry\'s number and hash: write them down elsewhere'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -f -a "export" -d 'Print every entry with its hash before it, oldest first'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -f -a "rebuild" -d 'Make the search tables anew from the entries'
complete -c okno -n "__fish_okno_using_subcommand log; and not __fish_seen_subcommand_from verify head export rebuild help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -l export -d 'Check an exported log instead of the ledger' -r -F
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from head" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from rebuild" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check every link of the chain, and the search tables against it'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "head" -d 'Show the newest entry\'s number and hash: write them down elsewhere'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print every entry with its hash before it, oldest first'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "rebuild" -d 'Make the search tables anew from the entries'
complete -c okno -n "__fish_okno_using_subcommand log; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -f -a "show" -d 'A year at a glance: working days, days off, and those that are not known'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -f -a "import" -d 'Read an iCalendar file and print what to write into windows.toml; changes nothing'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -f -a "check" -d 'Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data; exits with 77 if anything'
complete -c okno -n "__fish_okno_using_subcommand calendar; and not __fish_seen_subcommand_from show import check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -l year -d 'Which year [default: the present one]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l name -d 'What the calendar is to be called [default: as the file]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l covers -d 'Which dates the file knows, both ends included [default: the years of the events that do not recur]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l weekend -d 'The weekdays that are free every week, as in fri,sat' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from help" -f -a "show" -d 'A year at a glance: working days, days off, and those that are not known'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from help" -f -a "import" -d 'Read an iCalendar file and print what to write into windows.toml; changes nothing'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from help" -f -a "check" -d 'Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data; exits with 77 if anything'
complete -c okno -n "__fish_okno_using_subcommand calendar; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -f -a "init" -d 'Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -f -a "copy" -d 'Copy a ledger to another place, entries and hashes unchanged, and verify the copy'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -f -a "accept" -d 'Open the gate again where an operator looked and found all well; for administrators, and recorded'
complete -c okno -n "__fish_okno_using_subcommand ledger; and not __fish_seen_subcommand_from init copy accept help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -l grant -d 'Execute the SQL for the roles as well'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from copy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l reason -d 'How you know that it is right, at least 10 characters' -r
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l clock -d 'The clock is right: entries are dated after it, since a clock ran ahead once (clock-suspect)'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l zone-data -d 'This machine\'s zone data are right: the newest release that was seen is wrong (zone-data-old)'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -l head -d 'The ledger is right: it was brought back from a copy, or begun anew (ledger-broken)'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from accept" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "init" -d 'Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "copy" -d 'Copy a ledger to another place, entries and hashes unchanged, and verify the copy'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "accept" -d 'Open the gate again where an operator looked and found all well; for administrators, and recorded'
complete -c okno -n "__fish_okno_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -f -a "show" -d 'The rules as they come out for each system'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -f -a "check" -d 'Read windows.toml and show everything that is wrong in it'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -f -a "diff" -d 'What an adoption would change; exits with 77 if anything'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -f -a "adopt" -d 'Record that these rules hold from now on'
complete -c okno -n "__fish_okno_using_subcommand policy; and not __fish_seen_subcommand_from show check diff adopt help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -l system -d 'Only this system\'s' -r
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from adopt" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "show" -d 'The rules as they come out for each system'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "check" -d 'Read windows.toml and show everything that is wrong in it'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "diff" -d 'What an adoption would change; exits with 77 if anything'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "adopt" -d 'Record that these rules hold from now on'
complete -c okno -n "__fish_okno_using_subcommand policy; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c okno -n "__fish_okno_using_subcommand doctor" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand doctor" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand doctor" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand doctor" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand doctor" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand doctor" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand doctor" -l backups -d 'Also ask each backup tool for its list: a misspelt name or a wrong password shows then. Runs the tools, for at most 30 seconds each'
complete -c okno -n "__fish_okno_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand completions" -l config -d 'The rules [default: windows.toml here or in a parent folder, then the person\'s own, then /etc/okno\'s]' -r -F
complete -c okno -n "__fish_okno_using_subcommand completions" -l ledger -d 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]' -r
complete -c okno -n "__fish_okno_using_subcommand completions" -l format -d 'How to answer' -r -f -a "table\t'For people'
json\t'One object, for programs'
jsonl\t'One line an entry, as it was hashed (okno log)'
ics\t'iCalendar, for calendar programs (okno list, windows, slots)'"
complete -c okno -n "__fish_okno_using_subcommand completions" -l color -d 'When to use colour' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c okno -n "__fish_okno_using_subcommand completions" -s q -l quiet -d 'Say nothing but the answer and errors'
complete -c okno -n "__fish_okno_using_subcommand completions" -s y -l yes -d 'Answer every question with yes'
complete -c okno -n "__fish_okno_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "init" -d 'Write a first windows.toml: asks on a terminal, else takes flags'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "windows" -d 'Show the windows of a customer or a system by the rules alone'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "slots" -d 'Find start times at which work of a given length fits'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "plan" -d 'Record a change and the command that will run; without --at at the next slot'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "reschedule" -d 'Give a change another start'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "cancel" -d 'Withdraw a change'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "approve" -d 'Agree to a change that somebody else planned'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "reject" -d 'Refuse a change that somebody else planned'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "check" -d 'Ask whether a change, or work on a system, may start; reads only, calls no tool'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "wait" -d 'Sleep until a change may start, and tell what needs somebody meanwhile'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "run" -d 'Run a change: the gate decides, the command runs, its end is recorded'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "override" -d 'Waive named reasons for one version of a change: break-glass'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "review" -d 'Look at work that was done under an override, as another person'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "freeze" -d 'Keep changes out of a stretch of time, for everybody or for some: add, list, end'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "halt" -d 'Stop the line: no change may start, on a system or anywhere'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "resume" -d 'Let changes start again'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "settle" -d 'Say how a run ended that nobody could record, or end a failed change'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "backup" -d 'Take, confirm and show backups'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "status" -d 'One screen: what is open now, running, interrupted, due, missed'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "show" -d 'Show a change with its whole story'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "list" -d 'List changes by start: those that are not over, unless asked otherwise'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "log" -d 'Show what was recorded; verify, export or rebuild it'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "calendar" -d 'Show a calendar, and what of the calendars has to be looked after'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "ledger" -d 'Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "policy" -d 'Show, check, compare and adopt the rules of windows.toml'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "doctor" -d 'Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "completions" -d 'Print the completion script for a shell'
complete -c okno -n "__fish_okno_using_subcommand help; and not __fish_seen_subcommand_from init windows slots plan reschedule cancel approve reject check wait run override review freeze halt resume settle backup status show list log calendar ledger policy doctor completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
