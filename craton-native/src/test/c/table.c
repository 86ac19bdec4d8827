/* What FunctionTableTest reads: a row for each function. */
#include "link.h"
#define CALL(name, number, ...) row name number #__VA_ARGS__
#define OWN(name, number, parameters) row name number "own"
#define OTHER(name, number) row name##_other number "own"
FUNCTIONS_2_40
FUNCTIONS_3_0
FUNCTIONS_3_2
OTHER_FORMS
