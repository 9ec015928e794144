#!/usr/bin/env bash
# A first night with okno, in a minute: a real database, a change that is refused for want of a backup, a backup, the
# change, the record of all of it; then a longer change and the slot that it gets. Everything happens in a temporary
# folder that is removed at the end (KEEP=1 keeps it).
set -euo pipefail
cd "$(dirname "$0")/.."

command -v sqlite3 >/dev/null || { echo "first-change.sh: sqlite3 is missing; on Debian: apt-get install sqlite3" >&2; exit 1; }
if [ -z "${OKNO:-}" ]; then
  cargo build --quiet --release --locked
  OKNO=$PWD/target/release/okno
fi
okno() { "$OKNO" "$@"; }

place=$(mktemp -d)
[ "${KEEP:-}" = 1 ] || trap 'rm -rf "$place"' EXIT
cd "$place"
# Nothing outside of the folder counts or changes: no rules of yours, no remembered ledgers.
export XDG_STATE_HOME=$place/state XDG_CONFIG_HOME=$place/config
unset OKNO_CONFIG OKNO_LEDGER

bold="" colour="" plain=""
if [ -t 1 ]; then bold=$'\033[1m' colour=$'\033[36m' plain=$'\033[0m'; fi
say() { printf '\n%s# %s%s\n' "$bold" "$*" "$plain"; }
# The words of a command as one would type them.
quoted() {
  local word
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9_./:=@%+,-]*) printf " '%s'" "${word//\'/\'\\\'\'}" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
}
# Prints a command, runs it, and holds it to the exit code that it should have.
show() {
  local expected=$1 code=0
  shift
  printf '%s$%s%s\n' "$colour" "$(quoted "$@")" "$plain"
  "$@" 2>&1 || code=$?
  [ "$code" = "$expected" ] || { echo "first-change.sh: expected exit code $expected, got $code" >&2; exit 1; }
  [ "$code" = 0 ] || echo "(exit code $code)"
}

say "A shop's database with two orders"
sqlite3 shop.db "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer TEXT, total INTEGER);
  INSERT INTO orders (customer, total) VALUES ('Anna', 120), ('Boris', 340);"
mkdir backups

# The customer lives where it is the middle of the day, so that the long change at the end has to wait.
case $(date -u +%H) in
  00|01|02) zone=Pacific/Auckland ;;
  03|04|05|06) zone=Asia/Vladivostok ;;
  07|08|09|10|11|12) zone=Asia/Yekaterinburg ;;
  13|14|15|16) zone=Europe/London ;;
  17|18|19|20) zone=America/New_York ;;
  *) zone=America/Los_Angeles ;;
esac
year=$(date -u +%Y)

cat > take-backup <<'SCRIPT'
#!/bin/sh
exec sqlite3 shop.db ".backup 'backups/shop-$(date -u +%Y%m%dT%H%M%SZ).db'"
SCRIPT
chmod +x take-backup

say "The rules: whose service stops, where they live, which days they work, how backups are looked at"
cat > windows.toml <<TOML
[calendars.office]
weekend = ["sat", "sun"]
covers  = "$year-01-01..$((year + 1))-12-31"

[customers.acme]
name      = "ACME Retail"
time-zone = "$zone"
calendar  = "office"

[systems.shop]
name      = "Shop database"
customers = ["acme"]

[systems.shop.backup]
tool    = "sqlite"
pattern = "backups/shop-*.db"
tables  = ["orders"]
take    = ["./take-backup"]
TOML
show 0 cat windows.toml
show 0 okno policy check

say "A short stop may be made at any hour. Plan it, with the command that will run"
show 0 okno plan "Add an index on customers" --system shop --downtime 2m -- \
  sqlite3 shop.db "CREATE INDEX orders_by_customer ON orders (customer)"

say "It is refused: there is no backup, and okno says what to do"
show 77 okno run CHG-1

say "Take one; okno opens it, checks it and counts the orders in it"
show 0 okno backup take --system shop

say "Now the gate is open, and the change runs"
show 0 okno run CHG-1
show 0 sqlite3 shop.db "SELECT name FROM sqlite_master WHERE type = 'index'"

say "Everything was recorded, the refusal too, and the chain verifies"
show 0 okno log
show 0 okno log verify

say "45 minutes are more than may be stopped in working hours: the change gets the next slot"
show 0 okno plan "Move to the new schema" --system shop --downtime 45m

say "And this is why it cannot be done now"
show 77 okno check --system shop --downtime 45m
