
use builtin;
use str;

set edit:completion:arg-completer[okno] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'okno'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'okno'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Write a first windows.toml: asks on a terminal, else takes flags'
            cand windows 'Show the windows of a customer or a system by the rules alone'
            cand slots 'Find start times at which work of a given length fits'
            cand plan 'Record a change and the command that will run; without --at at the next slot'
            cand reschedule 'Give a change another start'
            cand cancel 'Withdraw a change'
            cand approve 'Agree to a change that somebody else planned'
            cand reject 'Refuse a change that somebody else planned'
            cand check 'Ask whether a change, or work on a system, may start; reads only, calls no tool'
            cand wait 'Sleep until a change may start, and tell what needs somebody meanwhile'
            cand run 'Run a change: the gate decides, the command runs, its end is recorded'
            cand override 'Waive named reasons for one version of a change: break-glass'
            cand review 'Look at work that was done under an override, as another person'
            cand freeze 'Keep changes out of a stretch of time, for everybody or for some: add, list, end'
            cand halt 'Stop the line: no change may start, on a system or anywhere'
            cand resume 'Let changes start again'
            cand settle 'Say how a run ended that nobody could record, or end a failed change'
            cand backup 'Take, confirm and show backups'
            cand status 'One screen: what is open now, running, interrupted, due, missed'
            cand show 'Show a change with its whole story'
            cand list 'List changes by start: those that are not over, unless asked otherwise'
            cand log 'Show what was recorded; verify, export or rebuild it'
            cand calendar 'Show a calendar, and what of the calendars has to be looked after'
            cand ledger 'Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right'
            cand policy 'Show, check, compare and adopt the rules of windows.toml'
            cand doctor 'Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools'
            cand completions 'Print the completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;init'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --customer 'A customer and its time zone, as in acme=Asia/Yekaterinburg; with its calendar acme=Asia/Yekaterinburg,ru (several times)'
            cand --calendar 'Working days: ru, Russia''s production calendar, is built in; or NAME=WEEKEND,FIRST..LAST, as in office=sat+sun,2026-01-01..2027-12-31 (several times)'
            cand --holidays 'Holidays of a calendar of your own, as in 2026-12-31,2027-01-01..2027-01-08; of one by name office=2026-12-31'
            cand --system 'What a change stops, as in shop; of some customers alone portal=acme,amber (several times)'
            cand --backup 'How backups are looked at: by-hand, sqlite:PATTERN, files:PATTERN, command:PROGRAM, pgbackrest:STANZA, barman:SERVER, pg_basebackup:PATTERN, pg_dump:PATTERN, restic:REPOSITORY, borg:REPOSITORY::ARCHIVES, of:SYSTEM or none:WHY; of one system by name shop=by-hand'
            cand --tables 'Tables that must not be empty in copies of an SQLite database'
            cand --complete 'What the job marks its complete backups with: restic''s tag, or the ending of borg''s archive names'
            cand --take 'The command that okno backup take runs'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;windows'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --customer 'One customer''s windows'
            cand --system 'The windows that all customers of a system have in common'
            cand --from 'From when on; a window that is open then is shown whole [default: now]'
            cand --until 'Only windows that open before this'
            cand --count 'How many'
            cand --zone 'The zone in which --from and --until are read'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;slots'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'The system that the work stops'
            cand --downtime 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none'
            cand --duration 'How long the whole work takes, the stop included [default: as long as the stop]'
            cand --customer 'Only these of its customers (several times, or with commas)'
            cand --from 'From when on [default: now]'
            cand --count 'How many'
            cand --zone 'The zone in which --from is read'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand --waves 'Show the least number of starts that together serve every customer, each inside its own window'
            cand --explain 'Tell which customer, freeze or other change closes which hours of the next seven days'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;plan'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'The system that it stops'
            cand --downtime 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none'
            cand --duration 'How long the whole work takes, the stop included [default: as long as the stop]'
            cand --customer 'Only these of its customers (several times, or with commas)'
            cand --at 'When: 2026-11-24T22:00+05:00, "2026-11-24 22:00" or 22:00, fri 22:00 on the customer''s clock, tonight, now'
            cand --zone 'The zone in which --at is read'
            cand --kind 'What sort of work it is'
            cand --ref 'The ticket that it belongs to'
            cand --instruction 'The customer''s written instruction'
            cand --specification 'The technical specification; kept with the record'
            cand --emergency 'The incident that cannot wait: recorded although the hours are wrong; an override lets it run'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand --interactive 'Leave terminal and standard input to the command; its output is not recorded'
            cand --touches-data 'It views, changes or deletes the customer''s data'
            cand --waves 'One change for each group of customers that a common start serves; on a divisible system'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;reschedule'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --at 'When, as for plan'
            cand --zone 'The zone in which --at is read'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;cancel'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --reason 'Why, for whoever reads the log'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;approve'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;reject'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --reason 'Why, for its author'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;check'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'Without a change: the system that the work would stop'
            cand --downtime 'How long the service would stand still: 45m, 1h30m, 90s, PT45M; 0m for none'
            cand --duration 'How long the whole work would take [default: as long as the stop]'
            cand --customer 'Only these of its customers (several times, or with commas)'
            cand --at 'The instant to judge [default: now]'
            cand --zone 'The zone in which --at is read'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;wait'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --timeout 'Give up after this, with exit code 75'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;run'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'Plan and run in one, for pipelines: the system that the command stops'
            cand --downtime 'How long the service stands still: 45m, 1h30m, 90s, PT45M; 0m for none'
            cand --duration 'How long the whole work takes [default: as long as the stop]'
            cand --title 'What is done, in a few words [default: the command]'
            cand --key 'Your own name for the change: the same key takes up the same change after a refusal or a failure'
            cand --backup 'Make a backup first, or look at the newest one'
            cand --result 'Write the decision and what came of it here, as JSON'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand --wait 'Sleep until the start'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;override'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --waive 'The code of a reason to waive (several times, or with commas); none is implied'
            cand --reason 'Why it cannot wait'
            cand --ticket 'The incident that it belongs to'
            cand --expires 'For how long: 30m, 2h; at most 24h'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;review'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --note 'What there is to say about it'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;freeze'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand add 'Record a freeze: for everybody; or for the systems and the customers that are named, each of them'
            cand list 'Show the freezes that are not over, those of windows.toml too'
            cand end 'End a freeze that was recorded, from now on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;freeze;add'= {
            cand --system 'These systems, for whomever they serve (several times, or with commas)'
            cand --customer 'These customers, whatever serves them (several times, or with commas)'
            cand --from 'From when on [default: now]'
            cand --until 'Until when [default: until somebody ends it]'
            cand --zone 'The zone in which --from and --until are read'
            cand --reason 'Why, for whoever is kept from working'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;freeze;list'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -a 'Those that are over, too'
            cand --all 'Those that are over, too'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;freeze;end'= {
            cand --reason 'Why'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;freeze;help'= {
            cand add 'Record a freeze: for everybody; or for the systems and the customers that are named, each of them'
            cand list 'Show the freezes that are not over, those of windows.toml too'
            cand end 'End a freeze that was recorded, from now on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;freeze;help;add'= {
        }
        &'okno;freeze;help;list'= {
        }
        &'okno;freeze;help;end'= {
        }
        &'okno;freeze;help;help'= {
        }
        &'okno;halt'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'Only changes on this system [default: all]'
            cand --reason 'Why, for whoever is kept from working'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;resume'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'What was halted for this system alone [default: what was halted for all]'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;settle'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --as 'How it ended'
            cand --reason 'How you know'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand take 'Run the configured backup command, then confirm what it made'
            cand confirm 'Record evidence about the newest backup: the configured tool looks, or a person attests'
            cand due 'Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed'
            cand status 'Whether each system has a backup that would open the gate'
            cand prune 'Show which copies are old enough to go and why the others stay; with --apply delete those'
            cand transfer 'Copy to the backup server what is owed to it, and look at each copy there'
            cand drill 'Restore a backup by the configured command, to see whether it can be'
            cand schedule 'Print a timer that takes what is due every hour'
            cand list 'All backups that are known'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;backup;take'= {
            cand --system 'The system; with --due every system that has a command for it, unless one is named'
            cand --level 'Run the command of that level, where there is one a level [default: that of the least backup]'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --due 'Take what the backup regime says is due, the fullest level first; nothing due is no failure'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;confirm'= {
            cand --system 'The system'
            cand --id 'This copy instead of the newest: its id as `backup list` or `backup prune --all` names it, or the beginning of it'
            cand --evidence 'What the look has to show, else the exit code is 77; `attested` takes a person''s word instead'
            cand --made-at 'A person''s word: when the backup was made'
            cand --location 'A person''s word: where it lies'
            cand --bytes 'A person''s word: how large it is'
            cand --level 'A person''s word: 0 full, 1 daily, 2 hourly'
            cand --zone 'The zone in which --made-at is read'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;due'= {
            cand --system 'Only this system'
            cand --at 'Judge for that instant instead of now'
            cand --since 'Tell of every slot from there on [default: a day of hours, a week of days, four weeks]'
            cand --zone 'The zone in which --at and --since are read'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;status'= {
            cand --system 'Only this system'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --nagios 'One line with figures for Nagios, Icinga and their like, with their exit codes: 0, 1, 2, 3'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;prune'= {
            cand --system 'Only this system''s'
            cand --at 'What would go at that instant, if no copy came or went until then'
            cand --zone 'The zone in which --at is read'
            cand --max-delete 'How many of a system may go at once; --yes does not lift this [default: 10 or a fifth, whichever is more]'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --apply 'Delete them, one by one, each with an entry'
            cand --all 'Also show the copies that are merely not old enough'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;transfer'= {
            cand --system 'Only this system''s'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --due 'Only those whose working day has come'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;drill'= {
            cand --system 'The system'
            cand --id 'Which backup, by its id or as much of it as no other begins with [default: the newest that okno looked at, also where its last restore failed]'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;schedule'= {
            cand --system 'For this system alone: so that a long backup of another one does not hold it up'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --systemd 'A service and a timer for systemd'
            cand --cron 'Lines for a crontab'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;list'= {
            cand --system 'Only this system''s'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;backup;help'= {
            cand take 'Run the configured backup command, then confirm what it made'
            cand confirm 'Record evidence about the newest backup: the configured tool looks, or a person attests'
            cand due 'Which slots of the backup regime are filled, due or missed; exits with 77 if any is due or was missed'
            cand status 'Whether each system has a backup that would open the gate'
            cand prune 'Show which copies are old enough to go and why the others stay; with --apply delete those'
            cand transfer 'Copy to the backup server what is owed to it, and look at each copy there'
            cand drill 'Restore a backup by the configured command, to see whether it can be'
            cand schedule 'Print a timer that takes what is due every hour'
            cand list 'All backups that are known'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;backup;help;take'= {
        }
        &'okno;backup;help;confirm'= {
        }
        &'okno;backup;help;due'= {
        }
        &'okno;backup;help;status'= {
        }
        &'okno;backup;help;prune'= {
        }
        &'okno;backup;help;transfer'= {
        }
        &'okno;backup;help;drill'= {
        }
        &'okno;backup;help;schedule'= {
        }
        &'okno;backup;help;list'= {
        }
        &'okno;backup;help;help'= {
        }
        &'okno;status'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;show'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand --output 'All that was kept of its last run''s output, not just the end'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;list'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --system 'On this system'
            cand --customer 'For this customer'
            cand --person 'Planned by this account'
            cand --state 'In this state'
            cand --since 'Whose work ends after this'
            cand --until 'Whose work starts before this'
            cand --zone 'The zone in which --since and --until are read'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -a 'Those that are over, too; --format ics always has them'
            cand --all 'Those that are over, too; --format ics always has them'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;log'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --since 'From this instant on'
            cand --until 'Before this instant'
            cand --zone 'The zone in which --since and --until are read'
            cand --system 'About this system'
            cand --customer 'About this customer'
            cand --person 'Recorded by this account'
            cand --kind 'Of this kind, such as run.started'
            cand --subject 'About this change, or another subject as the log names it'
            cand -n 'The newest so many [default: 50 on a terminal, else all]'
            cand --last 'The newest so many [default: 50 on a terminal, else all]'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand verify 'Check every link of the chain, and the search tables against it'
            cand head 'Show the newest entry''s number and hash: write them down elsewhere'
            cand export 'Print every entry with its hash before it, oldest first'
            cand rebuild 'Make the search tables anew from the entries'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;log;verify'= {
            cand --export 'Check an exported log instead of the ledger'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;log;head'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;log;export'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;log;rebuild'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;log;help'= {
            cand verify 'Check every link of the chain, and the search tables against it'
            cand head 'Show the newest entry''s number and hash: write them down elsewhere'
            cand export 'Print every entry with its hash before it, oldest first'
            cand rebuild 'Make the search tables anew from the entries'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;log;help;verify'= {
        }
        &'okno;log;help;head'= {
        }
        &'okno;log;help;export'= {
        }
        &'okno;log;help;rebuild'= {
        }
        &'okno;log;help;help'= {
        }
        &'okno;calendar'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'A year at a glance: working days, days off, and those that are not known'
            cand import 'Read an iCalendar file and print what to write into windows.toml; changes nothing'
            cand check 'Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data; exits with 77 if anything'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;calendar;show'= {
            cand --year 'Which year [default: the present one]'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;calendar;import'= {
            cand --name 'What the calendar is to be called [default: as the file]'
            cand --covers 'Which dates the file knows, both ends included [default: the years of the events that do not recur]'
            cand --weekend 'The weekdays that are free every week, as in fri,sat'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;calendar;check'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;calendar;help'= {
            cand show 'A year at a glance: working days, days off, and those that are not known'
            cand import 'Read an iCalendar file and print what to write into windows.toml; changes nothing'
            cand check 'Which calendars end soon, which planned changes that leaves without a date, and what differs from newer data; exits with 77 if anything'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;calendar;help;show'= {
        }
        &'okno;calendar;help;import'= {
        }
        &'okno;calendar;help;check'= {
        }
        &'okno;calendar;help;help'= {
        }
        &'okno;ledger'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand init 'Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it'
            cand copy 'Copy a ledger to another place, entries and hashes unchanged, and verify the copy'
            cand accept 'Open the gate again where an operator looked and found all well; for administrators, and recorded'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;ledger;init'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --grant 'Execute the SQL for the roles as well'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;ledger;copy'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;ledger;accept'= {
            cand --reason 'How you know that it is right, at least 10 characters'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand --clock 'The clock is right: entries are dated after it, since a clock ran ahead once (clock-suspect)'
            cand --zone-data 'This machine''s zone data are right: the newest release that was seen is wrong (zone-data-old)'
            cand --head 'The ledger is right: it was brought back from a copy, or begun anew (ledger-broken)'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;ledger;help'= {
            cand init 'Make a ledger in a PostgreSQL database, and print the SQL for the roles of those who use it'
            cand copy 'Copy a ledger to another place, entries and hashes unchanged, and verify the copy'
            cand accept 'Open the gate again where an operator looked and found all well; for administrators, and recorded'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;ledger;help;init'= {
        }
        &'okno;ledger;help;copy'= {
        }
        &'okno;ledger;help;accept'= {
        }
        &'okno;ledger;help;help'= {
        }
        &'okno;policy'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand show 'The rules as they come out for each system'
            cand check 'Read windows.toml and show everything that is wrong in it'
            cand diff 'What an adoption would change; exits with 77 if anything'
            cand adopt 'Record that these rules hold from now on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;policy;show'= {
            cand --system 'Only this system''s'
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;policy;check'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;policy;diff'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;policy;adopt'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;policy;help'= {
            cand show 'The rules as they come out for each system'
            cand check 'Read windows.toml and show everything that is wrong in it'
            cand diff 'What an adoption would change; exits with 77 if anything'
            cand adopt 'Record that these rules hold from now on'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;policy;help;show'= {
        }
        &'okno;policy;help;check'= {
        }
        &'okno;policy;help;diff'= {
        }
        &'okno;policy;help;adopt'= {
        }
        &'okno;policy;help;help'= {
        }
        &'okno;doctor'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand --backups 'Also ask each backup tool for its list: a misspelt name or a wrong password shows then. Runs the tools, for at most 30 seconds each'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;completions'= {
            cand --config 'The rules [default: windows.toml here or in a parent folder, then the person''s own, then /etc/okno''s]'
            cand --ledger 'The ledger, a path or a postgres:// URL [default: what windows.toml says, else .okno/ledger.db beside it]'
            cand --format 'How to answer'
            cand --color 'When to use colour'
            cand -q 'Say nothing but the answer and errors'
            cand --quiet 'Say nothing but the answer and errors'
            cand -y 'Answer every question with yes'
            cand --yes 'Answer every question with yes'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'okno;help'= {
            cand init 'Write a first windows.toml: asks on a terminal, else takes flags'
            cand windows 'Show the windows of a customer or a system by the rules alone'
            cand slots 'Find start times at which work of a given length fits'
            cand plan 'Record a change and the command that will run; without --at at the next slot'
            cand reschedule 'Give a change another start'
            cand cancel 'Withdraw a change'
            cand approve 'Agree to a change that somebody else planned'
            cand reject 'Refuse a change that somebody else planned'
            cand check 'Ask whether a change, or work on a system, may start; reads only, calls no tool'
            cand wait 'Sleep until a change may start, and tell what needs somebody meanwhile'
            cand run 'Run a change: the gate decides, the command runs, its end is recorded'
            cand override 'Waive named reasons for one version of a change: break-glass'
            cand review 'Look at work that was done under an override, as another person'
            cand freeze 'Keep changes out of a stretch of time, for everybody or for some: add, list, end'
            cand halt 'Stop the line: no change may start, on a system or anywhere'
            cand resume 'Let changes start again'
            cand settle 'Say how a run ended that nobody could record, or end a failed change'
            cand backup 'Take, confirm and show backups'
            cand status 'One screen: what is open now, running, interrupted, due, missed'
            cand show 'Show a change with its whole story'
            cand list 'List changes by start: those that are not over, unless asked otherwise'
            cand log 'Show what was recorded; verify, export or rebuild it'
            cand calendar 'Show a calendar, and what of the calendars has to be looked after'
            cand ledger 'Make a ledger for many machines, copy one, or accept what closes the gate and is known to be all right'
            cand policy 'Show, check, compare and adopt the rules of windows.toml'
            cand doctor 'Look at everything that okno relies on: rules, ledger, zone data, clock, permissions, tools'
            cand completions 'Print the completion script for a shell'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'okno;help;init'= {
        }
        &'okno;help;windows'= {
        }
        &'okno;help;slots'= {
        }
        &'okno;help;plan'= {
        }
        &'okno;help;reschedule'= {
        }
        &'okno;help;cancel'= {
        }
        &'okno;help;approve'= {
        }
        &'okno;help;reject'= {
        }
        &'okno;help;check'= {
        }
        &'okno;help;wait'= {
        }
        &'okno;help;run'= {
        }
        &'okno;help;override'= {
        }
        &'okno;help;review'= {
        }
        &'okno;help;freeze'= {
        }
        &'okno;help;halt'= {
        }
        &'okno;help;resume'= {
        }
        &'okno;help;settle'= {
        }
        &'okno;help;backup'= {
        }
        &'okno;help;status'= {
        }
        &'okno;help;show'= {
        }
        &'okno;help;list'= {
        }
        &'okno;help;log'= {
        }
        &'okno;help;calendar'= {
        }
        &'okno;help;ledger'= {
        }
        &'okno;help;policy'= {
        }
        &'okno;help;doctor'= {
        }
        &'okno;help;completions'= {
        }
        &'okno;help;help'= {
        }
    ]
    $completions[$command]
}
