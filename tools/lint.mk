# The linter (tools/lint.c) reads JSON with the program's own reader.  `objects`
# compiles the program without linking it, for script/lint to look inside.
LINT_PARTS := tools/lint_code.c tools/lint_text.c
LINT_BASE  := $(addprefix src/base/,arena.c err.c json.c json_read.c scan.c str.c text.c time.c)
TOOL_LIBS_lint := -Isrc $(LINT_PARTS) $(LINT_BASE) -lutf8proc
$(TOOLS)/lint: $(LINT_PARTS) tools/lint.h $(LINT_BASE) $(wildcard src/base/*.h)

.PHONY: objects
objects: $(OBJ)
