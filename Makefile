# cwreports: one non-recursive Makefile. `make help` lists the targets.
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:
SHELL := /bin/bash

BUILD  ?= build
Q      := $(if $(V),,@)# V=1 shows the commands
PREFIX ?= /usr/local
VERSION := $(shell sed -n 's/^\#define VERSION "\(.*\)"$$/\1/p' etl/version.h 2>/dev/null)

# ---- packages (Debian 12): what is missing of a list is installed, the rest is silence ----------
DEPS_BUILD := gcc libc6-dev libpq-dev libxlsxwriter-dev libcurl4-openssl-dev libinih-dev \
              libssl-dev libjansson-dev libisal-dev zlib1g-dev
DEPS_DEMO  := postgresql-15 lighttpd lighttpd-mod-webdav lighttpd-mod-openssl openssl curl
DEPS_TEST  := libcmocka-dev postgresql-15-pgtap python3-openpyxl
# a real browser for the index page: links, keyboard, contrast, reading order
DEPS_BROWSER := chromium chromium-driver
# four WebDAV servers to publish to: tests/lib/servers.sh (lighttpd is in the demonstration)
DEPS_SERVERS := apache2-bin nginx libnginx-mod-http-dav-ext rclone media-types
DEPS_SCHEDULE := cron libfaketime # the real daemon, under a shifted clock
# what the benchmark compares with, and what counts instructions; node's modules come by npm
DEPS_BENCH := python3 python3-psycopg2 python3-xlsxwriter python3-openpyxl python3-pandas rclone valgrind \
              $(if $(shell command -v npm),,nodejs npm)
DEPS_ALERT := python3-aiosmtpd # a real mail server for the alerts
DEPS_DEB := debhelper dpkg-dev lintian
# workbooks opened by another program (make test), drawn as pictures (make gallery)
DEPS_OFFICE := libreoffice-calc-nogui fonts-crosextra-carlito
DEPS_GALLERY := poppler-utils pngquant
DEPS_CHECK := clang clang-format shellcheck
DEPS_MANUAL := man-db mandoc # the manual pages are rendered and linted

# ---- compiler ---------------------------------------------------------------------------------
ifeq ($(origin CC),default)
CC := gcc
endif
OPT ?= -O2 -g
# each warning found real defects elsewhere; none is switched off
WARN := -Wall -Wextra -Wpedantic \
        -Wconversion -Wsign-conversion \
        -Wshadow -Wformat=2 -Wundef -Wvla -Wcast-qual -Wwrite-strings \
        -Wmissing-prototypes -Wstrict-prototypes
ifdef DEV
WARN += -Werror
endif
# fortify: length checks in libc; stack-protector and clash: smashed stacks abort;
# PIE, relro, now: fixed addresses and writable jump tables are of no use to an attacker
# no-plt: all symbols are bound at the start anyway, so calls need no stub
HARDEN   := -fno-plt -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
LDHARDEN := -pie -Wl,-z,relro,-z,now,-z,noexecstack
ifdef SANITIZE
HARDEN   := -fsanitize=address,undefined -fno-omit-frame-pointer -fno-sanitize-recover=all
LDHARDEN := -fsanitize=address,undefined
endif
CPPFLAGS += -D_GNU_SOURCE -Ietl -I/usr/include/postgresql
CFLAGS   += -std=c11 $(OPT) $(WARN) $(HARDEN)
LDLIBS   := -lxlsxwriter -lpq -lcurl -linih -lcrypto -ljansson -lisal -lz -lm

# ---- sources, all found by name --------------------------------------------------------------
ETL     := $(filter-out etl/main.c,$(wildcard etl/*.c))
REPORTS := $(wildcard reports/*.c)
SQL     := $(sort $(shell find sql -name '*.sql' 2>/dev/null))
UNIT    := $(patsubst tests/unit/%_test.c,$(BUILD)/unit/%_test,$(wildcard tests/unit/*_test.c))
obj      = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
GENERATED := $(BUILD)/sqltext_data.c $(BUILD)/report_list.c
LIB     := $(BUILD)/libcwreports.a
DOCS    := cwreports.1 cwreports.ini.5 cwreports.bash
LIBOBJ  := $(call obj,$(ETL) $(REPORTS)) $(GENERATED:.c=.o)

.PHONY: all lib unit sqltest e2e lint check asan format generate demo demo-serve demo-clean demo-check gallery test bench \
        install uninstall deb package clean help deps deps-check FORCE

all: $(BUILD)/cwreports $(addprefix $(BUILD)/,$(DOCS)) ## build the program and its manual

lib: $(LIB) ## build everything but main, for the tests

$(BUILD)/cwreports: $(call obj,etl/main.c) $(LIB)
	@echo "link $@"
	$(Q)$(CC) $(CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

# printed by the program from its tables
$(BUILD)/cwreports.1: DOC := man
$(BUILD)/cwreports.ini.5: DOC := man-conf
$(BUILD)/cwreports.bash: DOC := completion
$(addprefix $(BUILD)/,$(DOCS)): $(BUILD)/cwreports
	$(Q)$< doc $(DOC) > $@

$(LIB): $(LIBOBJ)
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/obj/%.o: %.c
	@mkdir -p $(@D)
	@echo "cc   $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/%.o: $(BUILD)/%.c
	@echo "cc   $<"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# a list that changes only when the set of files does: a deleted file is noticed too
$(BUILD)/%.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $($(*)) | cmp -s - $@ || printf '%s\n' $($(*)) > $@

$(BUILD)/sqltext_data.c: sql/embed.awk $(SQL) $(BUILD)/SQL.list
	@echo "sql  $@"
	$(Q)LC_ALL=C awk -f sql/embed.awk $(SQL) > $@

$(BUILD)/report_list.c: $(BUILD)/REPORTS.list
	$(Q){ echo '/* generated from reports/ by the Makefile */'; \
	   echo '#include "vocab.h"'; \
	   for r in $(notdir $(basename $(REPORTS))); do echo "extern const struct report report_$$r;"; done; \
	   echo 'extern const struct report *const report_list[];'; \
	   echo 'const struct report *const report_list[] = {'; \
	   for r in $(notdir $(basename $(REPORTS))); do echo "    &report_$$r,"; done; \
	   echo '    0};'; } > $@

# ---- samples and tests -------------------------------------------------------------------------
$(BUILD)/sample: $(call obj,$(wildcard tests/sample/*.c))
	@echo "link $@"
	$(Q)$(CC) $(CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ -lm

$(BUILD)/harm: $(call obj,tests/lib/harm.c) $(LIB)
	@echo "link $@"
	$(Q)$(CC) $(CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/unit/%_test: $(BUILD)/obj/tests/unit/%_test.o $(LIB)
	@mkdir -p $(@D)
	@echo "link $@"
	$(Q)$(CC) $(CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ -lcmocka $(LDLIBS)

-include $(shell find $(BUILD) -type f -name '*.d' 2>/dev/null)

RUN := CW_BUILD=$(BUILD) tests/run.sh

unit: $(UNIT) ## unit tests (cmocka, real files, processes and servers)
	@$(RUN) unit

sqltest: ## SQL tests (pgTAP)
	@$(RUN) sql

e2e: all $(BUILD)/sample $(BUILD)/harm ## end-to-end tests: cluster, share, whole program
	@$(RUN) e2e

test: deps ## install what is missing, then all tests; last line `N passed, N failed`
	@$(MAKE) --no-print-directory all $(UNIT) $(BUILD)/sample $(BUILD)/harm
	@$(RUN)

asan: ## unit tests under AddressSanitizer and UBSan
	@$(MAKE) --no-print-directory BUILD=build/asan SANITIZE=1 OPT='-O1 -g' unit

LINT := $(wildcard tests/lint/*.sh)
lint: deps-check all ## layers, names, headers alone, SQL rules, generated files, format
	@for l in $(LINT); do $$l || exit 1; done

# the Debian package too where its tools are: a minute; installed and run in a fresh system: make package
check: deps deps-check ## everything before a commit: both compilers, lint, sanitizers, tests, package
	@for cc in gcc clang; do \
	    $(MAKE) --no-print-directory CC=$$cc BUILD=build/$$cc DEV=1 all build/$$cc/sample \
	        $(patsubst $(BUILD)/%,build/$$cc/%,$(UNIT)) || exit 1; done
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory asan
	@if dpkg -s $(DEPS_DEB) >/dev/null 2>&1; then $(MAKE) --no-print-directory deb; \
	    else echo "check: no package is built: 'make deb' installs $(DEPS_DEB)"; fi
	@$(MAKE) --no-print-directory test

format: deps-check ## format the C
	clang-format -i $(filter-out etl/conf_table.c,$(wildcard etl/*.[ch] reports/*.c tests/*/*.[ch]))

generate: all ## write what the program prints of its tables into the committed files
	@CW_BUILD=$(BUILD) tests/lint/generated.sh --write

# ---- the demonstration -------------------------------------------------------------------------
DEMO := tests/lib/as-user.sh "$(CURDIR)/build/demo" "$(CURDIR)/tests/demo.sh"

demo: ## install, build, run both sample agencies end to end (under build/demo)
	@tests/lib/deps.sh $(DEPS_BUILD) $(DEPS_DEMO)
	@$(MAKE) --no-print-directory all $(BUILD)/sample
	@$(DEMO) run

demo-serve: ## the same, then keep share and database up until stopped
	@tests/lib/deps.sh $(DEPS_BUILD) $(DEPS_DEMO)
	@$(MAKE) --no-print-directory all $(BUILD)/sample
	@$(DEMO) serve

# workbook.py needs openpyxl, office.py LibreOffice; both only read
demo-check: ## read every workbook of the demonstration with two other programs
	@tests/lib/deps.sh $(DEPS_TEST) $(DEPS_OFFICE)
	@$(BUILD)/cwreports doc sheets >$(BUILD)/sheets.tsv
	@find build/demo/spool-* -name '*.xlsx' -print0 | sort -z >$(BUILD)/books.list
	@xargs -0 -n 64 /usr/bin/python3 tests/lint/workbook.py --sheets $(BUILD)/sheets.tsv <$(BUILD)/books.list
	@xargs -0 -n 64 tests/lint/office.py <$(BUILD)/books.list
	@tr -cd '\0' <$(BUILD)/books.list | wc -c | sed 's/$$/ workbooks, nothing found/'

gallery: ## draw the README's pictures from the demonstration's workbooks (runs it when it has not run)
	@tests/lib/deps.sh $(DEPS_OFFICE) $(DEPS_GALLERY)
	@[ -e build/demo/figures ] || $(MAKE) --no-print-directory demo
	@tests/gallery.sh build/demo reports/gallery

demo-clean: ## stop the demonstration and remove it
	@[ ! -d build/demo ] && [ "$$(id -u)" != 0 ] || $(DEMO) stop
	@tests/lib/as-user.sh --clean
	@rm -rf build/demo

# ---- benchmark ----------------------------------------------------------------------------------
BENCH := $(addprefix $(BUILD)/bench/,sheet stock_sheet floor_sheet floor_pump watch)
$(BENCH): $(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(LIB)
	@mkdir -p $(@D)
	@echo "link $@"
	$(Q)$(CC) $(CFLAGS) $(LDHARDEN) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/bench/node/.done: tests/bench/peers/package.json
	@mkdir -p $(@D)
	@cp $< $(@D)/
	@echo "npm  exceljs"
	$(Q)cd $(@D) && npm install --silent --no-audit --no-fund && touch .done

bench: ## compare with floors and peers: a table, and build/bench/bench.json (ONLY=name QUICK=1 GOALS=1 NATION=1)
	@tests/lib/deps.sh $(DEPS_BUILD) $(DEPS_DEMO) $(DEPS_BENCH)
	@$(MAKE) --no-print-directory all $(BUILD)/sample $(BENCH) $(BUILD)/bench/node/.done
	@CW_BUILD=$(BUILD) CW_BENCH_JSON_FD=3 tests/lib/as-user.sh "$(CURDIR)/build/test/bench" \
	    "$(CURDIR)/tests/bench/bench.py" "$(CURDIR)/build/test/bench" 3>$(BUILD)/bench/bench.json

# ---- packages, installation ----------------------------------------------------------------------
deps: ## install the Debian packages for building, running and testing
	@tests/lib/deps.sh $(DEPS_BUILD) $(DEPS_DEMO) $(DEPS_TEST) $(DEPS_BROWSER) $(DEPS_SERVERS) $(DEPS_MANUAL) $(DEPS_SCHEDULE) \
	    $(DEPS_OFFICE) $(DEPS_ALERT)

deps-check: ## and for `make check`
	@tests/lib/deps.sh $(DEPS_CHECK) $(DEPS_MANUAL)

SHARE := $(DESTDIR)$(PREFIX)/share/cwreports
install: all ## install below PREFIX (default /usr/local), DESTDIR is honoured
	install -D -m 755 $(BUILD)/cwreports $(DESTDIR)$(PREFIX)/bin/cwreports
	install -D -m 644 $(BUILD)/cwreports.1 $(DESTDIR)$(PREFIX)/share/man/man1/cwreports.1
	install -D -m 644 $(BUILD)/cwreports.ini.5 $(DESTDIR)$(PREFIX)/share/man/man5/cwreports.ini.5
	install -D -m 644 $(BUILD)/cwreports.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cwreports
	install -D -m 644 conf/cwreports.ini.example $(SHARE)/cwreports.ini.example
	cd conf && find . \( -name "*.csv" -o -name "*.schema.json" \) -exec install -D -m 644 {} $(abspath $(SHARE))/{} \;
	cd cron && find . -type f -exec install -D -m 644 {} $(abspath $(SHARE))/cron/{} \;
	sed -i 's#^ExecStart=/usr/bin/#ExecStart=$(PREFIX)/bin/#' $(SHARE)/cron/cwreports.service

uninstall: ## remove what install made; configuration, spool and mart stay
	rm -f $(DESTDIR)$(PREFIX)/bin/cwreports $(DESTDIR)$(PREFIX)/share/man/man1/cwreports.1 \
	    $(DESTDIR)$(PREFIX)/share/man/man5/cwreports.ini.5 \
	    $(DESTDIR)$(PREFIX)/share/bash-completion/completions/cwreports
	rm -rf $(SHARE)

deb: ## build/deb/cwreports_VERSION_ARCH.deb, checked by lintian
	@tests/lib/deps.sh $(DEPS_BUILD) $(DEPS_DEB)
	@conf/debian/build.sh "$(CURDIR)"

package: ## that package installed, configured, run and purged in a fresh Debian (root)
	@tests/lib/deps.sh $(DEPS_BUILD) $(DEPS_DEB) debootstrap
	@tests/package.sh

clean: ## remove build/
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
