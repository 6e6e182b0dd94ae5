#include "app/viewmodels/text_look.h"

#include "moc_text_look.cpp"
