#pragma once

#include "tests/bench/suite.h"

/// One function for each part of crypto/, each in a file of its own.
namespace sotto::bench {

void benchAttachment(Suite& suite);
void benchPhrase(Suite& suite);
void benchPrimitives(Suite& suite);
void benchRatchet(Suite& suite);
void benchHandshake(Suite& suite);
void benchChannel(Suite& suite);
void benchLog(Suite& suite);
void benchVault(Suite& suite);
void benchOlm(Suite& suite);

} // namespace sotto::bench
