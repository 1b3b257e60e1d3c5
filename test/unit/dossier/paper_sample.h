/* One case of the simulated Hải Dương, as the desk of a ward has it. */
#ifndef TEST_UNIT_DOSSIER_PAPER_SAMPLE_H
#define TEST_UNIT_DOSSIER_PAPER_SAMPLE_H

#include "dossier/paper_forms.h"

struct case_facts       sample_case(void);
struct receipt_facts    sample_receipt(void);
struct supplement_facts sample_supplement(void);
struct refusal_facts    sample_refusal(void);
struct result_facts     sample_result(void);

/* A VietQR payload of 50.000 đồng. */
Str sample_pay(bool simulated);

#endif
