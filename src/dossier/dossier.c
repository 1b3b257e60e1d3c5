/* dossier/dossier.c -- the room's one table.  Floor 7. */
#include "dossier/dossier.h"

#include "dossier/appointment.h"
#include "dossier/complaint.h"
#include "dossier/desk.h"
#include "dossier/draft.h"
#include "dossier/flow.h"
#include "dossier/forms.h"
#include "dossier/letters.h"
#include "dossier/notice.h"
#include "dossier/opinion.h"
#include "dossier/outcome.h"
#include "dossier/rating.h"
#include "dossier/rules.h"
#include "dossier/submit.h"

static const struct command *const commands[] = {
    &dossier_submit, &dossier_accept, &dossier_take, &dossier_ask, &dossier_refuse,
    &dossier_charge, &dossier_paid, &dossier_propose, &dossier_sign, &dossier_deny, &dossier_return,
    &dossier_stop, &dossier_extend, &dossier_assign, &dossier_transfer, &dossier_deliver,
    &dossier_consult, &opinion_answer, &opinion_withdraw, &complaint_file, &complaint_decide,
    &dossier_supply, &dossier_withdraw, &dossier_note, &dossier_rate, &dossier_erase,
    &dossier_sign_many, &dossier_take_many, &dossier_assign_many, &worklist_view_save,
    &worklist_view_drop, &dossier_enter, &dossier_entered,
    &dossier_draft_save, &dossier_draft_drop, &notice_seen, &notice_mailed,
    &queue_draw, &queue_leave, &queue_call, &queue_recall, &queue_done, &queue_prefer,
    &appointment_book, &appointment_move, &appointment_cancel, &appointment_check_in,
    &appointment_close, &appointment_set, &appointment_book_for, &appointment_remind, NULL,
};

static const struct query *const queries[] = {
    &procedure_list_query, &procedure_events, &procedure_guide, &procedure_diagram, &dossier_form,
    &dossier_track,        &dossier_receipt,  &dossier_mine,     &dossier_worklist,
    &dossier_read,         &dossier_action,   &dossier_file,     &dossier_paper,
    &dossier_draft_list,   &dossier_draft_open, &dossier_draft_about, &dossier_draft_clash,
    &dossier_register_query, &dossier_register_file, &dossier_result_check, &dossier_to_sign,
    &dossier_chosen,       &opinion_read,       &dossier_labels,
    &complaint_read,       &dossier_outcomes,
    &dossier_search,       &notice_mine,      &notice_waiting,
    &queue_kiosk,          &queue_ticket_query, &queue_counter,  &queue_display,
    &appointment_mine,     &appointment_one,  &appointment_choose, &appointment_file,
    &appointment_settings, &appointment_stale, &appointment_choose_for, NULL,
};

const struct door_table dossier_table = { .commands = commands, .queries = queries };

/* Clock vectors of a pack, run by the tests; here only their shape is checked. */
static enum err
compile_tests(struct pack_build *build, void **out)
{
    int                     n;
    const struct pack_file *files = pack_files(build, "tests", &n);

    for (int i = 0; i < n; i++)
        if (json_get(files[i].json, "clocks") == NULL)
            pack_fault(build, &files[i], S("clocks"), MSG("is missing"), STR_NONE, STR_NONE);
    *out = NULL;
    return ERR_OK;
}

static const struct pack_section section_tests = { .name = "tests", .compile = compile_tests,
                                                   .title = MSG("Scenarios") };

const struct pack_section *const dossier_sections[] = { &section_procedures, &section_rules,
                                                       &section_notices,
                                                       &section_tests, NULL };
