/* site/site_public.c -- the first page, procedures, help.  Floor 12. */
#include "site/visit.h"

/* The first page is made of other queries' answers, asked one after another. */
static struct json *
row_of(struct visit *v, const struct json *from, bool asks)
{
    struct json *o = json_object(v->arena);

    json_put_text(v->arena, o, "code", json_text(from, "code"));
    json_put_text(v->arena, o, "procedure", json_text(from, "name"));
    if (asks) {
        json_put_text(v->arena, o, "ask_words", json_text(from, "ask_words"));
    } else {
        json_put_text(v->arena, o, "status_words", json_text(from, "status_words"));
        json_put(o, S("clock"), json_copy(v->arena, json_get(from, "clock")));
    }
    return o;
}

static void
mine_known(struct visit *v)
{
    struct json *model = v->own, *asks = json_put_array(v->arena, model, "asks");
    struct json *mine = json_put_array(v->arena, model, "mine");
    const struct json *drafts = json_get(v->call.out, "drafts");

    if (drafts != NULL)
        json_put(model, S("drafts"), json_copy(v->arena, drafts));
    else
        json_put_array(v->arena, model, "drafts");
    if (json_text(v->call.out, "unseen_words").n > 0)
        json_put_text(v->arena, model, "unseen_words", json_text(v->call.out, "unseen_words"));
    json_each(row, json_get(v->call.out, "rows"))
    {
        if (json_text(row, "ask_words").n > 0)
            json_add(asks, row_of(v, row, true));
        json_add(mine, row_of(v, row, false));
    }
    visit_render(v, 200, "home", model);
}

static void
figures_known(struct visit *v)
{
    struct json *model = v->own, *list = json_put_array(v->arena, model, "figures");

    if (v->call.err == ERR_OK)
        json_each(f, json_get(v->call.out, "items"))
        {
            struct json *o = json_add(list, json_object(v->arena));

            json_put_text(v->arena, o, "key", json_text(f, "key"));
            json_put_text(v->arena, o, "name", json_text(f, "name"));
            json_put_text(v->arena, o, "value_words", json_text(f, "value_words"));
            json_put_text(v->arena, o, "period_words", json_text(f, "period_words"));
        }
    if (v->who.account != 0) {
        visit_call(v, "dossier.mine", json_object(v->arena), STR_NONE, mine_known);
        return;
    }
    json_put_array(v->arena, model, "asks");
    json_put_array(v->arena, model, "drafts");
    json_put_array(v->arena, model, "mine");
    visit_render(v, 200, "home", model);
}

static void
events_known(struct visit *v)
{
    const struct json *events = json_get(v->call.out, "events");

    if (v->call.err != ERR_OK) {
        visit_fail_call(v);
        return;
    }
    json_put(v->own, S("events"), json_copy(v->arena, events));
    visit_call(v, "measure.list", json_object(v->arena), STR_NONE, figures_known);
}

static void
get_home(struct visit *v)
{
    v->own = json_object(v->arena);
    visit_call(v, "procedure.events", json_object(v->arena), STR_NONE, events_known);
}

const struct route routes_public[] = {
    { HTTP_GET, "/", ROUTE_OWN, .view = "home", .handle = get_home },
    { HTTP_GET, "/thu-tuc", ROUTE_PAGE, .view = "procedures", .call = "procedure.list",
      .take = "q event=su-kien field=linh-vuc" },
    { HTTP_GET, "/thu-tuc/{key}/so-do", ROUTE_PAGE, .view = "diagram", .call = "procedure.diagram",
      .take = "procedure=key version=ban" },
    { HTTP_GET, "/thu-tuc/{key}", ROUTE_PAGE, .view = "guide", .call = "procedure.guide",
      .take = "procedure=key" },
    { HTTP_GET, "/tro-giup", ROUTE_STATIC, .view = "help" },
    { HTTP_GET, "/so-lieu-mo-phong", ROUTE_PAGE, .view = "simulated", .call = "simulation.show" },
    { .path = NULL },
};
