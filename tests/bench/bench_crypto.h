#pragma once

#include "tests/bench/harness.h"

/// One function for each part of crypto/, each in a file of its own.
namespace sotto::bench {

void benchAttachment(Harness& harness);
void benchPhrase(Harness& harness);
void benchPrimitives(Harness& harness);
void benchRatchet(Harness& harness);
void benchHandshake(Harness& harness);
void benchOlm(Harness& harness);

} // namespace sotto::bench
