# vschool.  `make help` lists the targets; README.md says which two to use.
#
# MODE=release debug asan tsan cov fuzz: each has its own tree under build/, and the
# release binary alone stands at build/vschool.  CFLAGS, CPPFLAGS, LDFLAGS and
# LDLIBS are the user's, kept apart from ours so that both survive.
MODE ?= release
CFLAGS ?= -g
PREFIX ?= /usr/local
DESTDIR ?=
# What this make starts of another: its commands side by side.
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
SHELL := /bin/sh

BUILD := build/$(MODE)
ifeq ($(MODE),release)
BIN := build
else
BIN := $(BUILD)
endif

flags_release := -O2 -fstack-protector-strong -U_FORTIFY_SOURCE \
	-D_FORTIFY_SOURCE=2
flags_debug := -Og
flags_asan := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=all
flags_tsan := -O1 -fno-omit-frame-pointer -fsanitize=thread
flags_cov := -O0 --coverage
# clang's, for 'make fuzz'.
flags_fuzz := -O1 -fno-omit-frame-pointer -fno-sanitize-recover=undefined \
	-fsanitize=address,undefined,fuzzer-no-link
ifeq ($(origin flags_$(MODE)),undefined)
$(error MODE is release, debug, asan, tsan, cov or fuzz, not '$(MODE)')
endif

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wvla \
	-Wundef -Wcast-qual -Wwrite-strings -Wstrict-prototypes \
	-Wmissing-prototypes
ifeq ($(WERROR),1)
WARN += -Werror
endif

# No fused multiply-add: a figure is the same on every machine.
OUR_CFLAGS := -std=c11 -pthread -ffp-contract=off $(WARN) $(flags_$(MODE))
OUR_CPPFLAGS := -I. -D_POSIX_C_SOURCE=200809L -DMATHLIB_STANDALONE
OUR_LDLIBS := -lcsv -lxlsxwriter -lsqlite3 -lzstd -lcrypto -lRmath \
	-lutf8proc -linih -lminizip -lexpat -lz -lm
ALL_CPPFLAGS = $(OUR_CPPFLAGS) $(CPPFLAGS)
ALL_CFLAGS = $(OUR_CFLAGS) $(CFLAGS)
ALL_LDFLAGS = -pthread $(flags_$(MODE)) $(CFLAGS) $(LDFLAGS)

STAGES := ingest transform report
SRC := $(sort $(wildcard core/*.c config/*.c $(STAGES:=/*.c) \
	$(STAGES:=/*/*.c) command/*.c))
FIXTURE_SRC := $(filter-out fixtures/make_county.c,$(sort \
	$(wildcard fixtures/*.c)))
TEST_SRC := $(sort $(wildcard tests/test_*.c))
# Loaded before the program that is tested, and no part of any.
FAULT_MEMORY := $(BUILD)/tests/fault/memory.so
FAULT_PLACE := tests/fault/place.c
FUZZ_SRC := $(sort $(wildcard tests/fuzz/target_*.c))
HELPER_SRC := $(filter-out $(TEST_SRC) $(FAULT_PLACE) tests/fault/memory.c,$(sort \
	$(wildcard tests/*.c tests/fault/*.c)))
HEADERS := $(sort $(wildcard core/*.h config/*.h $(STAGES:=/*.h) \
	$(STAGES:=/*/*.h) command/*.h fixtures/*.h tests/*.h tests/fault/*.h tests/fuzz/*.h))
C_FILES := main.c fixtures/make_county.c $(SRC) $(FIXTURE_SRC) \
	$(TEST_SRC) $(HELPER_SRC) $(FAULT_PLACE) tests/fault/memory.c tests/fuzz/fuzz.c $(FUZZ_SRC)
MANUAL := $(BUILD)/vschool.1
SCRIPTS = $(sort $(shell grep -l '^\#!/bin/sh' .ci/* config/systemd/* \
	tests/* tests/*/* 2>/dev/null))

# Text that is compiled in; core/asset.h finds it by path.
ASSETS := $(sort $(wildcard core/sql/*.sql command/sql/*.sql \
	config/county.ini config/terms.csv config/senders.csv config/targets.csv \
	config/codes/*.csv config/extracts/*.ini config/benchmarks/*.ini \
	ingest/types/*.type ingest/shapes/*.shape ingest/sql/*.sql \
	transform/model/*.sql transform/sql/*.sql \
	transform/sources/*.sql transform/metrics/*.metric \
	transform/promises/*.promise \
	transform/watch/*.sql transform/safety/*.sql \
	report/sql/*.sql report/packs/*.pack report/plot/*.gp report/plot/*.conf \
	report/html/*))

OBJ := $(SRC:%.c=$(BUILD)/%.o) $(BUILD)/gen/assets.o $(BUILD)/gen/source.o
FIXTURE_OBJ := $(FIXTURE_SRC:%.c=$(BUILD)/%.o)
HELPER_OBJ := $(HELPER_SRC:%.c=$(BUILD)/%.o)
TEST_OBJ := $(TEST_SRC:%.c=$(BUILD)/%.o)
FUZZ := $(FUZZ_SRC:tests/fuzz/target_%.c=$(BUILD)/fuzz/%)
FUZZ_SECONDS ?= 60
CORPUS ?= $(CURDIR)/build/fuzz-corpus
# T=core_% takes only the tests of that name.
T ?= %
TESTS := $(filter $(T:%=$(BUILD)/tests/test_%),$(TEST_SRC:%.c=$(BUILD)/%))
QUICK_TESTS := $(filter-out $(BUILD)/tests/test_slow_%,$(TESTS))
SLOW_TESTS := $(filter-out $(QUICK_TESTS),$(TESTS))
PROGRAMS := $(BIN)/vschool $(BIN)/make-county

say = $(if $(V),,@printf '  %-4s %s\n' '$(1)' '$@'; )
# A file that changes only when the text it is given does.
keep = @mkdir -p $(@D); new='$(strip $(1))'; \
	[ "$$(cat $@ 2>/dev/null)" = "$$new" ] || echo "$$new" >$@

.PHONY: all demo verify check check-all check-pages asan tsan valgrind fuzz fuzz-all coverage bench \
	lint lint-all lint-source lint-scripts lint-units lint-tidy lint-analyzer \
	lint-cppcheck format format-check install uninstall deb clean help FORCE

# A make inside make: the setting up must be over before the building starts.
SUBMAKE = @$(MAKE) --no-print-directory $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))

all: $(PROGRAMS) ## build vschool and the demo's generator

demo: ## set up, build, make a county, run the nightly job on it
	@.ci/setup
	$(SUBMAKE) MODE=release all
	@.ci/demo

verify: ## set up, build, run all tests
	@.ci/setup
	$(SUBMAKE) check-all

$(BIN)/vschool: $(BUILD)/main.o $(BUILD)/libvschool.a $(BUILD)/flags
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) \
		$(OUR_LDLIBS) $(LDLIBS)

$(BIN)/make-county: $(BUILD)/fixtures/make_county.o \
		$(BUILD)/libfixtures.a $(BUILD)/libvschool.a $(BUILD)/flags
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) \
		$(OUR_LDLIBS) $(LDLIBS)

$(TESTS): %: %.o $(HELPER_OBJ) $(BUILD)/libfixtures.a \
		$(BUILD)/libvschool.a $(BUILD)/flags
	$(call say,LD)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o %.a,$^) \
		$(OUR_LDLIBS) $(TEST_LDLIBS) -lcmocka $(LDLIBS)
# It tells calls by where they come from. libunwind has functions of the C
# compiler's own library, which a sanitiser may want: so it alone.
$(BUILD)/tests/test_fault: $(BUILD)/$(FAULT_PLACE:.c=.o)
$(BUILD)/tests/test_fault: TEST_LDLIBS := -lunwind-ptrace -lunwind-generic \
	-lunwind

$(FUZZ): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/target_%.o \
		$(BUILD)/tests/fuzz/fuzz.o $(BUILD)/tests/reading.o \
		$(BUILD)/tests/testing.o $(BUILD)/libvschool.a
	$(call say,LD)mkdir -p $(@D) && $(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer \
		-o $@ $(filter %.o %.a,$^) $(OUR_LDLIBS) -lcmocka $(LDLIBS)

$(FAULT_MEMORY): tests/fault/memory.c tests/fault/memory.h $(BUILD)/flags
	$(call say,CC)mkdir -p $(@D) && $(CC) $(OUR_CPPFLAGS) -std=c11 $(WARN) \
		-O2 -fPIC -fno-builtin -shared -o $@ $<

# Made afresh, and not replaced by name: two folders may have a file each of
# one name, and ar would keep the object of a source that went away.
$(BUILD)/libvschool.a: $(OBJ) $(BUILD)/objects
	$(call say,AR)rm -f $@ && $(AR) qcs $@ $(OBJ)
$(BUILD)/libfixtures.a: $(FIXTURE_OBJ) $(BUILD)/objects
	$(call say,AR)rm -f $@ && $(AR) qcs $@ $(FIXTURE_OBJ)

$(BUILD)/%.o: %.c $(BUILD)/flags | $(BUILD)/libraries
	$(call say,CC)mkdir -p $(@D) && \
		$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Text longer than a literal must be able to be, which every compiler takes.
$(BUILD)/gen/assets.o: $(BUILD)/gen/assets.c $(BUILD)/flags \
		| $(BUILD)/libraries
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) \
		-Wno-overlength-strings -MMD -MP -c -o $@ $<
$(BUILD)/gen/assets.c: core/asset.awk $(ASSETS) $(BUILD)/objects
	$(call say,GEN)mkdir -p $(@D) && LC_ALL=C awk -f core/asset.awk \
		$(ASSETS) >$@.tmp && mv $@.tmp $@

# What the program is made of: what another version made is made anew.
$(BUILD)/gen/source.o: $(BUILD)/gen/source.c $(BUILD)/flags
	$(call say,CC)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/gen/source.c: core/source.sh $(SRC) $(HEADERS) $(ASSETS) \
		$(BUILD)/objects
	$(call say,GEN)mkdir -p $(@D) && sh core/source.sh core config $(STAGES) \
		>$@.tmp && mv $@.tmp $@

# A new compiler or new flags rebuild everything, and a file that came or
# went away what is made of the lot.
$(BUILD)/flags: FORCE
	$(call keep,$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) $(LDLIBS))
$(BUILD)/objects: FORCE
	$(call keep,$(OBJ) $(FIXTURE_OBJ) $(ASSETS))

# Say in one line what is not installed, before the compiler does in hundreds.
$(BUILD)/libraries: $(BUILD)/flags
	@.ci/probe $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS) && : >$@

# The programs under test are named to the tests; each runs in a folder of
# its own under build/, so a test may write where it stands. Three at a time,
# whatever the cores: some sleep.
RUN_TESTS = VSCHOOL_BIN=$(CURDIR)/$(BIN)/vschool \
	VSCHOOL_MAKE_COUNTY=$(CURDIR)/$(BIN)/make-county \
	VSCHOOL_SRC=$(CURDIR) VSCHOOL_SHARED=$(abspath $(CURDIR)/../shared) \
	VSCHOOL_FAULT_MEMORY=$(filter-out %/asan/tests/fault/memory.so \
	%/tsan/tests/fault/memory.so,$(CURDIR)/$(FAULT_MEMORY)) \
	tests/run -j 3 -d $(CURDIR)/$(BUILD)/scratch

check: $(PROGRAMS) $(QUICK_TESTS) $(FAULT_MEMORY) ## all tests but the slow ones
	@$(RUN_TESTS) $(QUICK_TESTS)
PROP_TIMES ?= 2
check-all: $(PROGRAMS) $(TESTS) $(FAULT_MEMORY) ## all tests, properties over PROP_TIMES (2) as many cases
	@PROP_TIMES=$(PROP_TIMES) $(RUN_TESTS) $(SLOW_TESTS) $(QUICK_TESTS)
check-pages: $(PROGRAMS) ## the pages in a browser; PAGES=outbox/latest, else the demo's
	@tests/browser/run $(PAGES)
asan: ## the same under the address and undefined-behaviour sanitisers
	@$(MAKE) --no-print-directory MODE=asan check
tsan: ## and under the thread sanitiser: what one says of threads is a defect
	@TSAN_OPTIONS=halt_on_error=1:exitcode=70 \
		$(MAKE) --no-print-directory MODE=tsan check

valgrind: $(PROGRAMS) ## each command under memcheck; STEPS= some of them
	@VSCHOOL_BIN=$(CURDIR)/$(BIN)/vschool \
		VSCHOOL_MAKE_COUNTY=$(CURDIR)/$(BIN)/make-county \
		tests/memcheck/run $(CURDIR)/$(BUILD)/memcheck

fuzz: ## readers and what none expects, FUZZ_SECONDS each; needs clang
	$(SUBMAKE) MODE=fuzz CC=clang fuzz-all
fuzz-all: $(FUZZ)
	@tests/fuzz/run $(CORPUS) $(FUZZ_SECONDS) $(FUZZ:%=$(CURDIR)/%)

# Branches too, whatever the system's lcov looks for by itself. What a process
# that a test kills had not counted to its end is not said on a stderr that
# another test reads.
LCOV_BRANCHES := --rc lcov_branch_coverage=1
coverage: ## lines and branches that tests meet, by folder; build/coverage/index.html
	@GCOV_ERROR_FILE=$(CURDIR)/build/cov/unmerged \
		$(MAKE) --no-print-directory -j$(JOBS) MODE=cov check
	lcov -q $(LCOV_BRANCHES) -c -b . -d build/cov --no-external \
		-o build/cov/lcov.info
	genhtml -q $(LCOV_BRANCHES) -o build/coverage build/cov/lcov.info
	@awk -v root="$(CURDIR)/" -f tests/coverage.awk build/cov/lcov.info
bench: $(PROGRAMS) ## time the nightly job; tests/bench/run says with what
	@VSCHOOL_BIN=$(CURDIR)/$(BIN)/vschool \
		VSCHOOL_MAKE_COUNTY=$(CURDIR)/$(BIN)/make-county \
		DUCKDB="$(DUCKDB)" tests/bench/run "$(BENCH)" "$(OLD)" "$(PARTS)"

# What needs a tool that is not installed says so and is passed over.
lint: lint-all ## layers, house rules, headers, static analysis
	@echo "lint: clean"
lint-all: lint-source lint-scripts lint-units $(HEADERS:%=$(BUILD)/lint/%.ok) \
	lint-tidy lint-analyzer lint-cppcheck
lint-source:
	@awk -f tests/lint/layers.awk $(C_FILES) $(HEADERS)
	@LC_ALL=C awk -f tests/lint/source.awk $(C_FILES) $(HEADERS)
	@awk -f tests/lint/exports.awk $(C_FILES) $(HEADERS)
	@awk -f tests/lint/names.awk $(wildcard ingest/types/*.type \
		transform/metrics/*.metric) main.c $(SRC)
	@awk -f tests/lint/sql.awk $(filter %.sql,$(ASSETS))
lint-scripts:
	@for script in $(SCRIPTS); do sh -n $$script || exit 1; done
	@if command -v shellcheck >/dev/null; then shellcheck -x $(SCRIPTS); \
		else echo "lint: no shellcheck here"; fi
# What systemd itself takes for safe is at most 1 of 10. What is tried again is
# so for a time, or nobody is told; and the night comes before what would have
# its lock where a machine that was off catches up with all timers at once.
lint-units: $(wildcard config/systemd/*)
	@awk -f tests/lint/units.awk config/systemd/*.service \
		config/systemd/*.timer config/systemd/*.conf
	@if command -v systemd-analyze >/dev/null; then \
		rm -rf $(BUILD)/lint/units && \
		config/systemd/install $(BUILD)/lint/units $(CURDIR)/$(BIN) && \
		systemd-analyze security --offline=yes --threshold=10 \
			$(BUILD)/lint/units/vschool@.service >$(BUILD)/lint/units/log \
			|| { cat $(BUILD)/lint/units/log; exit 1; }; \
		else echo "lint: no systemd-analyze here"; fi
# Each header compiles alone.
$(BUILD)/lint/%.h.ok: %.h $(HEADERS) $(BUILD)/flags | $(BUILD)/libraries
	$(call say,LINT)mkdir -p $(@D) && $(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) \
		-fsyntax-only -x c $< && : >$@
ifneq ($(shell command -v clang-tidy),)
lint-tidy: $(C_FILES:%=$(BUILD)/lint/%.tidy)
else
lint-tidy:
	@echo "lint: no clang-tidy here"
endif
$(BUILD)/lint/%.c.tidy: %.c $(HEADERS) tests/lint/clang-tidy.yaml \
		tests/lint/analyzer.h
	$(call say,TIDY)mkdir -p $(@D) && clang-tidy --quiet \
		--config-file=tests/lint/clang-tidy.yaml $< -- -std=c11 \
		$(if $(filter core/err.c,$<),,-include tests/lint/analyzer.h) \
		$(ALL_CPPFLAGS) 2>$@.log && : >$@ || { cat $@.log; false; }
# What gcc finds by following each path; the tests leave theirs by longjmp.
ifneq ($(shell command -v gcc),)
ANALYZED = $(filter-out tests/%,$(C_FILES))
lint-analyzer: $(ANALYZED:%=$(BUILD)/lint/%.analyzer)
else
lint-analyzer:
	@echo "lint: no gcc here"
endif
$(BUILD)/lint/%.c.analyzer: %.c $(HEADERS) tests/lint/analyzer.h
	$(call say,PATH)mkdir -p $(@D) && gcc -std=c11 -O0 -fanalyzer -Werror \
		$(if $(filter core/err.c,$<),,-include tests/lint/analyzer.h) \
		$(ALL_CPPFLAGS) -c -o /dev/null $< && : >$@
lint-cppcheck:
	@if command -v cppcheck >/dev/null; then mkdir -p $(BUILD)/lint/cppcheck; \
		cppcheck -q -j 2 --std=c11 --library=posix \
			--enable=warning,performance,portability --inline-suppr \
			--suppressions-list=tests/lint/cppcheck.txt \
			--cppcheck-build-dir=$(BUILD)/lint/cppcheck \
			--error-exitcode=1 $(ALL_CPPFLAGS) $(C_FILES); \
		else echo "lint: no cppcheck here"; fi

format: ## lay out the C files as .clang-format says
	clang-format -i $(C_FILES) $(HEADERS)
format-check: ## complain about those that are not
	clang-format --dry-run -Werror $(C_FILES) $(HEADERS)

# The program says itself what is in its manual.
$(MANUAL): $(BIN)/vschool
	$(call say,MAN)$< help --man >$@.tmp && mv $@.tmp $@

# PREFIX and DESTDIR are honoured; the sample config is in the binary. Where
# there is systemd its units go into UNITS; UNITS= leaves them out.
UNITS ?= $(if $(wildcard /usr/lib/systemd),$(PREFIX)/lib/systemd/system)
DOC = $(DESTDIR)$(PREFIX)/share/doc/vschool
install: $(BIN)/vschool $(MANUAL) ## copy program, manual, guides, units to PREFIX
	install -D -m 755 $(BIN)/vschool $(DESTDIR)$(PREFIX)/bin/vschool
	install -D -m 644 $(MANUAL) \
		$(DESTDIR)$(PREFIX)/share/man/man1/vschool.1
	install -D -m 644 -t $(DOC) LICENSE README.md
	install -D -m 644 -t $(DOC)/docs $(wildcard docs/*.md)
	install -D -m 644 -t $(DOC)/config/codes $(wildcard config/codes/*.csv)
	install -D -m 644 -t $(DOC)/config/extracts $(wildcard config/extracts/*.ini)
	install -D -m 644 -t $(DOC)/config/benchmarks $(wildcard config/benchmarks/*.ini)
	$(if $(UNITS),config/systemd/install $(DESTDIR)$(UNITS) $(PREFIX)/bin)
uninstall: ## remove them again
	rm -f $(DESTDIR)$(PREFIX)/bin/vschool \
		$(DESTDIR)$(PREFIX)/share/man/man1/vschool.1
	rm -rf $(DOC)
	$(if $(UNITS),config/systemd/install --remove $(DESTDIR)$(UNITS))
deb: ## set up, build a Debian package under build/
	@.ci/setup dpkg-dev
	@.ci/deb

clean: ## remove everything that was built
	rm -rf build

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z].*:.*## / { printf "  %-14s %s\n", $$1, $$2 }' \
		$(MAKEFILE_LIST)

-include $(OBJ:.o=.d) $(FIXTURE_OBJ:.o=.d) $(HELPER_OBJ:.o=.d) \
	$(TEST_OBJ:.o=.d) $(BUILD)/main.d $(BUILD)/fixtures/make_county.d
