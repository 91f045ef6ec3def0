# tests/lint/units.awk: what systemd does not say of units that hang together.
# A unit that is started again is so for a time only: OnFailure= is not met
# before. Whatever a timer starts beside the run comes after it.
#
#     awk -f tests/lint/units.awk FILE...

{ name = FILENAME; sub(/.*\//, "", name) }
/^Restart=/ && $0 != "Restart=no" { restarts[FILENAME] = 1 }
/^StartLimitIntervalSec=[1-9]/ { limited[FILENAME] = 1 }
/^Unit=/ {
    unit = substr($0, 6)
    sub(/\.service$/, "", unit)
    if (unit != "vschool@run")
        started[unit] = FILENAME
}
$0 == "After=vschool@run.service" { sub(/\.conf$/, "", name); waits[name] = 1 }

END {
    for (file in restarts)
        if (!(file in limited)) {
            print file ": is started again for ever: StartLimitIntervalSec="
            status = 1
        }
    for (unit in started)
        if (!(unit in waits)) {
            print started[unit] ": " unit " has no After=vschool@run.service"
            status = 1
        }
    exit status
}
