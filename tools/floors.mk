# Floors and headers.  Every object waits for floors.ok, so that an include that
# climbs fails the build before anything is compiled; `make headers` compiles each
# header alone, twice over.
GEN_H += $(G)/floors.ok

$(G)/floors.ok: $(TOOLS)/floors FLOORS $(wildcard src/* src/*/*.c src/*/*.h)
	@mkdir -p $(@D)
	@$(TOOLS)/floors FLOORS src
	@touch $@

HEADERS   := $(wildcard $(addprefix src/,$(addsuffix /*.h,$(ROOMS))))
HEADER_OK := $(HEADERS:src/%.h=build/headers/%.ok)
.PHONY: headers
headers: $(HEADER_OK)
build/headers/%.ok: src/%.h | generated
	@mkdir -p $(@D)
	@printf '#include "$*.h"\n#include "$*.h"\n' | $(CC) $(WARN) $(DEFS) $(PKG_C) \
	    -fsyntax-only -MMD -MF $(@:.ok=.d) -MT $@ -x c - && touch $@
-include $(HEADER_OK:.ok=.d)
