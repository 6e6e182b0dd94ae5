#include "app/core/recovery/own_phrase.h"

#include "app/core/recovery/qt_normalizer.h"
#include "crypto/phrase/own_phrase_guard.h"

namespace sotto::core {

bool holdsPhrase(std::string_view text)
{
    return crypto::findRecoveryPhrase(crypto::asBytes(text), QtNormalizer()).has_value();
}

} // namespace sotto::core
