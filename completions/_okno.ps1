
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'okno' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'okno'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'okno' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a first windows.toml: asks on a terminal, else takes flags')
            [CompletionResult]::new('windows', 'windows', [CompletionResultType]::ParameterValue, 'Show the windows of a customer or a system by the rules alone')
            [CompletionResult]::new('slots', 'slots', [CompletionResultType]::ParameterValue, 'Find start times at which work of a given length fits')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Record a change and the command that will run; without --at at the next slot')
            [CompletionResult]::new('reschedule', 'reschedule', [CompletionResultType]::ParameterValue, 'Give a change another start')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a change')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Agree to a change that somebody else planned')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Refuse a change that somebody else planned')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Ask whether a change, or work on a system, may start; reads only, calls no tool')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Sleep until a change may start, and tell what needs somebody meanwhile')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a change: the gate decides, the command runs, its end is recorded')
            [CompletionResult]::new('override', 'override', [CompletionResultType]::ParameterValue, 'Waive named reasons for one version of a change: break-glass')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Look at work that was done under an override, as another person')
            [CompletionResult]::new('freeze', 'freeze', [CompletionResultType]::ParameterValue, 'Keep changes out of a stretch of time, for everybody or for some: add, list, end')
            [CompletionResult]::new('halt', 'halt', [CompletionResultType]::ParameterValue, 'Stop the line: no change may start, on a system or anywhere')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let changes start again')
            [CompletionResult]::new('settle', 'settle', [CompletionResultType]::ParameterValue, 'Say how a run ended that nobody could record, or end a failed change')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Take, confirm and show backups')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'One screen: what is open now, running, interrupted, due, missed')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a change with its whole story')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List changes by start: those that are not over, unless asked otherwise')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show what was recorded; verify, export or rebuild it')
            [CompletionResult]::new('calendar', 'calendar', [CompletionResultType]::ParameterValue, 'Show a calendar, and what of the calendars has to be looked after')
            [CompletionResult]::new('ledger', 'ledger', [CompletionResultType]::ParameterValue, 'Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Show, check, compare and adopt the rules of windows.toml')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'A customer and its time zone, as in acme=Asia/Yekaterinburg; with its calendar acme=Asia/Yekaterinburg,ru (several times)')
            [CompletionResult]::new('--calendar', '--calendar', [CompletionResultType]::ParameterName, 'Working days: ru, Russia''s production calendar, is built in; or NAME=WEEKEND,FIRST..LAST, as in office=sat+sun,2026-01-01..2027-12-31 (several times)')
            [CompletionResult]::new('--holidays', '--holidays', [CompletionResultType]::ParameterName, 'Holidays of a calendar of your own, as in 2026-12-31,2027-01-01..2027-01-08; of one by name office=2026-12-31')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'What a change stops, as in shop; of some customers alone portal=acme,amber (several times)')
            [CompletionResult]::new('--backup', '--backup', [CompletionResultType]::ParameterName, 'How backups are looked at: by-hand, sqlite:PATTERN, files:PATTERN, command:PROGRAM, pgbackrest:STANZA, barman:SERVER, pg_basebackup:PATTERN, pg_dump:PATTERN, restic:REPOSITORY, borg:REPOSITORY::ARCHIVES, of:SYSTEM or none:WHY; of one system by name shop=by-hand')
            [CompletionResult]::new('--tables', '--tables', [CompletionResultType]::ParameterName, 'Tables that must not be empty in copies of an SQLite database')
            [CompletionResult]::new('--complete', '--complete', [CompletionResultType]::ParameterName, 'What the job marks its complete backups with: restic''s tag, or the ending of borg''s archive names')
            [CompletionResult]::new('--take', '--take', [CompletionResultType]::ParameterName, 'The command that okno backup take runs')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;windows' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'One customer''s windows')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The windows that all customers of a system have in common')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'From when on; a window that is open then is shown whole [default: now]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only windows that open before this')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --from and --until are read')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;slots' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The system that the work stops')
            [CompletionResult]::new('--downtime', '--downtime', [CompletionResultType]::ParameterName, 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the whole work takes, the stop included [default: as long as the stop]')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'Only these of its customers (several times, or with commas)')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'From when on [default: now]')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --from is read')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--waves', '--waves', [CompletionResultType]::ParameterName, 'Show the least number of starts that together serve every customer, each inside its own window')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Tell which customer, freeze or other change closes which hours of the next seven days')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;plan' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The system that it stops')
            [CompletionResult]::new('--downtime', '--downtime', [CompletionResultType]::ParameterName, 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the whole work takes, the stop included [default: as long as the stop]')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'Only these of its customers (several times, or with commas)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When: 2026-11-24T22:00+05:00, "2026-11-24 22:00" or 22:00, fri 22:00 on the customer''s clock, tonight, now')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --at is read')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'What sort of work it is')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'The ticket that it belongs to')
            [CompletionResult]::new('--instruction', '--instruction', [CompletionResultType]::ParameterName, 'The customer''s written instruction')
            [CompletionResult]::new('--specification', '--specification', [CompletionResultType]::ParameterName, 'The technical specification; kept with the record')
            [CompletionResult]::new('--emergency', '--emergency', [CompletionResultType]::ParameterName, 'The incident that cannot wait: recorded although the hours are wrong; an override lets it run')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--interactive', '--interactive', [CompletionResultType]::ParameterName, 'Leave terminal and standard input to the command; its output is not recorded')
            [CompletionResult]::new('--touches-data', '--touches-data', [CompletionResultType]::ParameterName, 'It views, changes or deletes the customer''s data')
            [CompletionResult]::new('--waves', '--waves', [CompletionResultType]::ParameterName, 'One change for each group of customers that a common start serves; on a divisible system')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;reschedule' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When, as for plan')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --at is read')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;cancel' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for whoever reads the log')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;approve' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;reject' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for its author')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Without a change: the system that the work would stop')
            [CompletionResult]::new('--downtime', '--downtime', [CompletionResultType]::ParameterName, 'How long the service would stand still: 45m, 1h30m, 90s, PT45M; 0m for none')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the whole work would take [default: as long as the stop]')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'Only these of its customers (several times, or with commas)')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The instant to judge [default: now]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --at is read')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;wait' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'Give up after this, with exit code 75')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;run' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Plan and run in one, for pipelines: the system that the command stops')
            [CompletionResult]::new('--downtime', '--downtime', [CompletionResultType]::ParameterName, 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none')
            [CompletionResult]::new('--duration', '--duration', [CompletionResultType]::ParameterName, 'How long the whole work takes [default: as long as the stop]')
            [CompletionResult]::new('--title', '--title', [CompletionResultType]::ParameterName, 'What is done, in a few words [default: the command]')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Your own name for the change: the same key takes up the same change after a refusal or a failure')
            [CompletionResult]::new('--backup', '--backup', [CompletionResultType]::ParameterName, 'Make a backup first, or look at the newest one')
            [CompletionResult]::new('--result', '--result', [CompletionResultType]::ParameterName, 'Write the decision and what came of it here, as JSON')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Sleep until the start')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;override' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--waive', '--waive', [CompletionResultType]::ParameterName, 'The code of a reason to waive (several times, or with commas); none is implied')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why it cannot wait')
            [CompletionResult]::new('--ticket', '--ticket', [CompletionResultType]::ParameterName, 'The incident that it belongs to')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'For how long: 30m, 2h; at most 24h')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;review' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'What there is to say about it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;freeze' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Record a freeze: for everybody; or for the systems and the customers that are named, each of them')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the freezes that are not over, those of windows.toml too')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a freeze that was recorded, from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;freeze;add' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'These systems, for whomever they serve (several times, or with commas)')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'These customers, whatever serves them (several times, or with commas)')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'From when on [default: now]')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Until when [default: until somebody ends it]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --from and --until are read')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for whoever is kept from working')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;freeze;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Those that are over, too')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Those that are over, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;freeze;end' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;freeze;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Record a freeze: for everybody; or for the systems and the customers that are named, each of them')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Show the freezes that are not over, those of windows.toml too')
            [CompletionResult]::new('end', 'end', [CompletionResultType]::ParameterValue, 'End a freeze that was recorded, from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;freeze;help;add' {
            break
        }
        'okno;freeze;help;list' {
            break
        }
        'okno;freeze;help;end' {
            break
        }
        'okno;freeze;help;help' {
            break
        }
        'okno;halt' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only changes on this system [default: all]')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for whoever is kept from working')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;resume' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'What was halted for this system alone [default: what was halted for all]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;settle' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'How it ended')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'How you know')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('take', 'take', [CompletionResultType]::ParameterValue, 'Run the configured backup command, then confirm what it made')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Record evidence about the newest backup: the configured tool looks, or a person attests')
            [CompletionResult]::new('due', 'due', [CompletionResultType]::ParameterValue, 'Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Whether each system has a backup that would open the gate')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Show which copies are old enough to go and why the others stay; with --apply delete those')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Copy to the backup server what is owed to it, and look at each copy there')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup by the configured command, to see whether it can be')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Print a timer that takes what is due every hour')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All backups that are known')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;backup;take' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The system; with --due every system that has a command for it, unless one is named')
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, 'Run the command of that level, where there is one a level [default: that of the least backup]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--due', '--due', [CompletionResultType]::ParameterName, 'Take what the backup regime says is due, the fullest level first; nothing due is no failure')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;confirm' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The system')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'This copy instead of the newest: its id as `backup list` or `backup prune --all` names it, or the beginning of it')
            [CompletionResult]::new('--evidence', '--evidence', [CompletionResultType]::ParameterName, 'What the look has to show, else the exit code is 77; `attested` takes a person''s word instead')
            [CompletionResult]::new('--made-at', '--made-at', [CompletionResultType]::ParameterName, 'A person''s word: when the backup was made')
            [CompletionResult]::new('--location', '--location', [CompletionResultType]::ParameterName, 'A person''s word: where it lies')
            [CompletionResult]::new('--bytes', '--bytes', [CompletionResultType]::ParameterName, 'A person''s word: how large it is')
            [CompletionResult]::new('--level', '--level', [CompletionResultType]::ParameterName, 'A person''s word: 0 full, 1 daily, 2 hourly')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --made-at is read')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;due' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only this system')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Judge for that instant instead of now')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Tell of every slot from there on [default: a day of hours, a week of days, four weeks]')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --at and --since are read')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;status' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only this system')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--nagios', '--nagios', [CompletionResultType]::ParameterName, 'One line with figures for Nagios, Icinga and their like, with their exit codes: 0, 1, 2, 3')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;prune' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only this system''s')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'What would go at that instant, if no copy came or went until then')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --at is read')
            [CompletionResult]::new('--max-delete', '--max-delete', [CompletionResultType]::ParameterName, 'How many of a system may go at once; --yes does not lift this [default: 10 or a fifth, whichever is more]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--apply', '--apply', [CompletionResultType]::ParameterName, 'Delete them, one by one, each with an entry')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also show the copies that are merely not old enough')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;transfer' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only this system''s')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--due', '--due', [CompletionResultType]::ParameterName, 'Only those whose working day has come')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;drill' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'The system')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'Which backup, by its id or as much of it as no other begins with [default: the newest that okno looked at, also where its last restore failed]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;schedule' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'For this system alone: so that a long backup of another one does not hold it up')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--systemd', '--systemd', [CompletionResultType]::ParameterName, 'A service and a timer for systemd')
            [CompletionResult]::new('--cron', '--cron', [CompletionResultType]::ParameterName, 'Lines for a crontab')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;list' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only this system''s')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;backup;help' {
            [CompletionResult]::new('take', 'take', [CompletionResultType]::ParameterValue, 'Run the configured backup command, then confirm what it made')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Record evidence about the newest backup: the configured tool looks, or a person attests')
            [CompletionResult]::new('due', 'due', [CompletionResultType]::ParameterValue, 'Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Whether each system has a backup that would open the gate')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Show which copies are old enough to go and why the others stay; with --apply delete those')
            [CompletionResult]::new('transfer', 'transfer', [CompletionResultType]::ParameterValue, 'Copy to the backup server what is owed to it, and look at each copy there')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup by the configured command, to see whether it can be')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Print a timer that takes what is due every hour')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'All backups that are known')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;backup;help;take' {
            break
        }
        'okno;backup;help;confirm' {
            break
        }
        'okno;backup;help;due' {
            break
        }
        'okno;backup;help;status' {
            break
        }
        'okno;backup;help;prune' {
            break
        }
        'okno;backup;help;transfer' {
            break
        }
        'okno;backup;help;drill' {
            break
        }
        'okno;backup;help;schedule' {
            break
        }
        'okno;backup;help;list' {
            break
        }
        'okno;backup;help;help' {
            break
        }
        'okno;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'All that was kept of its last run''s output, not just the end')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'On this system')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'For this customer')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Planned by this account')
            [CompletionResult]::new('--state', '--state', [CompletionResultType]::ParameterName, 'In this state')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Whose work ends after this')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Whose work starts before this')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --since and --until are read')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'Those that are over, too; --format ics always has them')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Those that are over, too; --format ics always has them')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;log' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'From this instant on')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Before this instant')
            [CompletionResult]::new('--zone', '--zone', [CompletionResultType]::ParameterName, 'The zone in which --since and --until are read')
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'About this system')
            [CompletionResult]::new('--customer', '--customer', [CompletionResultType]::ParameterName, 'About this customer')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'Recorded by this account')
            [CompletionResult]::new('--kind', '--kind', [CompletionResultType]::ParameterName, 'Of this kind, such as run.started')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'About this change, or another subject as the log names it')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'The newest so many [default: 50 on a terminal, else all]')
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The newest so many [default: 50 on a terminal, else all]')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every link of the chain, and the search tables against it')
            [CompletionResult]::new('head', 'head', [CompletionResultType]::ParameterValue, 'Show the newest entry''s number and hash: write them down elsewhere')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print every entry with its hash before it, oldest first')
            [CompletionResult]::new('rebuild', 'rebuild', [CompletionResultType]::ParameterValue, 'Make the search tables anew from the entries')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;log;verify' {
            [CompletionResult]::new('--export', '--export', [CompletionResultType]::ParameterName, 'Check an exported log instead of the ledger')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;log;head' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;log;export' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;log;rebuild' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;log;help' {
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check every link of the chain, and the search tables against it')
            [CompletionResult]::new('head', 'head', [CompletionResultType]::ParameterValue, 'Show the newest entry''s number and hash: write them down elsewhere')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print every entry with its hash before it, oldest first')
            [CompletionResult]::new('rebuild', 'rebuild', [CompletionResultType]::ParameterValue, 'Make the search tables anew from the entries')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;log;help;verify' {
            break
        }
        'okno;log;help;head' {
            break
        }
        'okno;log;help;export' {
            break
        }
        'okno;log;help;rebuild' {
            break
        }
        'okno;log;help;help' {
            break
        }
        'okno;calendar' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'A year at a glance: working days, days off, and those that are not known')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Read an iCalendar file and print what to write into windows.toml; changes nothing')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data; exits with 77 if anything')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;calendar;show' {
            [CompletionResult]::new('--year', '--year', [CompletionResultType]::ParameterName, 'Which year [default: the present one]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;calendar;import' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What the calendar is to be called [default: as the file]')
            [CompletionResult]::new('--covers', '--covers', [CompletionResultType]::ParameterName, 'Which dates the file knows, both ends included [default: the years of the events that do not recur]')
            [CompletionResult]::new('--weekend', '--weekend', [CompletionResultType]::ParameterName, 'The weekdays that are free every week, as in fri,sat')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;calendar;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;calendar;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'A year at a glance: working days, days off, and those that are not known')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Read an iCalendar file and print what to write into windows.toml; changes nothing')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data; exits with 77 if anything')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;calendar;help;show' {
            break
        }
        'okno;calendar;help;import' {
            break
        }
        'okno;calendar;help;check' {
            break
        }
        'okno;calendar;help;help' {
            break
        }
        'okno;ledger' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy a ledger to another place, entries and hashes unchanged, and verify the copy')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Open the gate again where an operator looked and found all well; for administrators, and recorded')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;ledger;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--grant', '--grant', [CompletionResultType]::ParameterName, 'Execute the SQL for the roles as well')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;ledger;copy' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;ledger;accept' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'How you know that it is right, at least 10 characters')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('--clock', '--clock', [CompletionResultType]::ParameterName, 'The clock is right: entries are dated after it, since a clock ran ahead once (clock-suspect)')
            [CompletionResult]::new('--zone-data', '--zone-data', [CompletionResultType]::ParameterName, 'This machine''s zone data are right: the newest release that was seen is wrong (zone-data-old)')
            [CompletionResult]::new('--head', '--head', [CompletionResultType]::ParameterName, 'The ledger is right: it was brought back from a copy, or begun anew (ledger-broken)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;ledger;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it')
            [CompletionResult]::new('copy', 'copy', [CompletionResultType]::ParameterValue, 'Copy a ledger to another place, entries and hashes unchanged, and verify the copy')
            [CompletionResult]::new('accept', 'accept', [CompletionResultType]::ParameterValue, 'Open the gate again where an operator looked and found all well; for administrators, and recorded')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;ledger;help;init' {
            break
        }
        'okno;ledger;help;copy' {
            break
        }
        'okno;ledger;help;accept' {
            break
        }
        'okno;ledger;help;help' {
            break
        }
        'okno;policy' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'The rules as they come out for each system')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read windows.toml and show everything that is wrong in it')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'What an adoption would change; exits with 77 if anything')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Record that these rules hold from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;policy;show' {
            [CompletionResult]::new('--system', '--system', [CompletionResultType]::ParameterName, 'Only this system''s')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;policy;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;policy;diff' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;policy;adopt' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;policy;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'The rules as they come out for each system')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read windows.toml and show everything that is wrong in it')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'What an adoption would change; exits with 77 if anything')
            [CompletionResult]::new('adopt', 'adopt', [CompletionResultType]::ParameterValue, 'Record that these rules hold from now on')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;policy;help;show' {
            break
        }
        'okno;policy;help;check' {
            break
        }
        'okno;policy;help;diff' {
            break
        }
        'okno;policy;help;adopt' {
            break
        }
        'okno;policy;help;help' {
            break
        }
        'okno;doctor' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--backups', '--backups', [CompletionResultType]::ParameterName, 'Also ask each backup tool for its list: a misspelt name or a wrong password shows then. Runs the tools, for at most 30 seconds each')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to answer')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colour')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but the answer and errors')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every question with yes')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'okno;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a first windows.toml: asks on a terminal, else takes flags')
            [CompletionResult]::new('windows', 'windows', [CompletionResultType]::ParameterValue, 'Show the windows of a customer or a system by the rules alone')
            [CompletionResult]::new('slots', 'slots', [CompletionResultType]::ParameterValue, 'Find start times at which work of a given length fits')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Record a change and the command that will run; without --at at the next slot')
            [CompletionResult]::new('reschedule', 'reschedule', [CompletionResultType]::ParameterValue, 'Give a change another start')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a change')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Agree to a change that somebody else planned')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Refuse a change that somebody else planned')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Ask whether a change, or work on a system, may start; reads only, calls no tool')
            [CompletionResult]::new('wait', 'wait', [CompletionResultType]::ParameterValue, 'Sleep until a change may start, and tell what needs somebody meanwhile')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a change: the gate decides, the command runs, its end is recorded')
            [CompletionResult]::new('override', 'override', [CompletionResultType]::ParameterValue, 'Waive named reasons for one version of a change: break-glass')
            [CompletionResult]::new('review', 'review', [CompletionResultType]::ParameterValue, 'Look at work that was done under an override, as another person')
            [CompletionResult]::new('freeze', 'freeze', [CompletionResultType]::ParameterValue, 'Keep changes out of a stretch of time, for everybody or for some: add, list, end')
            [CompletionResult]::new('halt', 'halt', [CompletionResultType]::ParameterValue, 'Stop the line: no change may start, on a system or anywhere')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let changes start again')
            [CompletionResult]::new('settle', 'settle', [CompletionResultType]::ParameterValue, 'Say how a run ended that nobody could record, or end a failed change')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Take, confirm and show backups')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'One screen: what is open now, running, interrupted, due, missed')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a change with its whole story')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List changes by start: those that are not over, unless asked otherwise')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show what was recorded; verify, export or rebuild it')
            [CompletionResult]::new('calendar', 'calendar', [CompletionResultType]::ParameterValue, 'Show a calendar, and what of the calendars has to be looked after')
            [CompletionResult]::new('ledger', 'ledger', [CompletionResultType]::ParameterValue, 'Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right')
            [CompletionResult]::new('policy', 'policy', [CompletionResultType]::ParameterValue, 'Show, check, compare and adopt the rules of windows.toml')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script for a shell')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'okno;help;init' {
            break
        }
        'okno;help;windows' {
            break
        }
        'okno;help;slots' {
            break
        }
        'okno;help;plan' {
            break
        }
        'okno;help;reschedule' {
            break
        }
        'okno;help;cancel' {
            break
        }
        'okno;help;approve' {
            break
        }
        'okno;help;reject' {
            break
        }
        'okno;help;check' {
            break
        }
        'okno;help;wait' {
            break
        }
        'okno;help;run' {
            break
        }
        'okno;help;override' {
            break
        }
        'okno;help;review' {
            break
        }
        'okno;help;freeze' {
            break
        }
        'okno;help;halt' {
            break
        }
        'okno;help;resume' {
            break
        }
        'okno;help;settle' {
            break
        }
        'okno;help;backup' {
            break
        }
        'okno;help;status' {
            break
        }
        'okno;help;show' {
            break
        }
        'okno;help;list' {
            break
        }
        'okno;help;log' {
            break
        }
        'okno;help;calendar' {
            break
        }
        'okno;help;ledger' {
            break
        }
        'okno;help;policy' {
            break
        }
        'okno;help;doctor' {
            break
        }
        'okno;help;completions' {
            break
        }
        'okno;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
