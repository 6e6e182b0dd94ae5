#pragma once

#include "app/core/content.pb.h"

namespace sotto::core {

/// What a Content, and a Request in it, put around an Introduction: ids, times, a token and the
/// tags and lengths of all of them are less.
inline constexpr std::size_t kAroundIntroductionBytes = 256;

/// Leaves the picture out if the Introduction would not fit one message with it: the log in it
/// grows, and how its sender is reached matters more than a face.
void fitOneMessage(wire::Introduction& introduction);

} // namespace sotto::core
