#include "app/core/people/introduction_size.h"

#include "crypto/ratchet/padding.h"

namespace sotto::core {

void fitOneMessage(wire::Introduction& introduction)
{
    if (introduction.ByteSizeLong() > crypto::kMaxContentBytes - kAroundIntroductionBytes) {
        introduction.clear_picture();
    }
}

} // namespace sotto::core
