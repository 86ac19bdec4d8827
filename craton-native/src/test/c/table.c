/* What FunctionTableTest reads: a row for each function. */
#include "functions.h"
#define CALL(name, number, form, parameters, arguments) row name number form
#define OWN(name, number, parameters) row name number "own"
#define OTHER(name, number) row name number "own"
FUNCTIONS_2_40
FUNCTIONS_3_0
FUNCTIONS_3_2
OTHER_FUNCTIONS
