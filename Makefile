# Thin: each verb is a short script under tools/. All of them work on a fresh machine with Python 3.11 or newer.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-deep check format lock bench clean

help:       ## What there is
	@sed -n 's/^\([a-z-]*\): *.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

setup:      ## Make .venv with all locked dependencies (others do it by themselves)
	@tools/setup

run:        ## Bring everything up, in the foreground; Ctrl-C ends it
	@tools/run

test:       ## All tests but the long ones (TESTS="-k name tests/folder" for some)
	@tools/test $(TESTS)

test-deep:  ## The long fault tests: processes killed in the middle of things
	@tools/test -m deep $(TESTS)

check:      ## Lint, types, imports, lengths, lock files
	@tools/check

format:     ## Put the code into its one layout
	@tools/format

lock:       ## Write the lock files again after a change of dependencies (UPGRADE=1 takes newer versions)
	@tools/relock $(if $(UPGRADE),--upgrade)

bench:      ## All benchmarks, or one: make bench NAME=append
	@tools/bench $(NAME)

clean:      ## Remove what was made here, .venv too; data of `make run` and built servers stay
	@tools/clean
