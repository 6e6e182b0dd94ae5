#pragma once

#include "app/core/base/wire_bytes.h"
#include "app/core/recovery/recovery.pb.h"
#include "app/core/recovery/recovery_state.h"
#include "app/core/state.pb.h"
#include "app/storage/state_store.h"
#include "crypto/log/device_log.h"
#include "crypto/primitives/aead.h"
#include "tests/app/support/linked_device.h"

/// A device whose twelve words are replaced, from without.
namespace sotto::test {

inline crypto::SecretBytes secret(const std::string& words)
{
    return crypto::SecretBytes(crypto::asBytes(words));
}

/// What a device has on its disk.
struct Disk
{
    explicit Disk(LinkedDevice& device)
        : m_store(device.client->database())
    {}
    [[nodiscard]] crypto::DeviceLog log()
    {
        core::wire::AccountState state;
        const auto stored = m_store.find("account");
        (void)state.ParseFromArray(stored->data(), static_cast<int>(stored->size()));
        return *crypto::DeviceLog::parse(core::viewOf(state.log()));
    }
    [[nodiscard]] std::optional<core::wire::WordChange> change()
    {
        core::wire::WordChange out;
        const auto stored = m_store.find("words.change");
        if (!stored || !out.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
            return std::nullopt;
        }
        return out;
    }
    /// The words that are kept until they are written down; those to come, if there are such.
    [[nodiscard]] std::string words()
    {
        const auto coming = change();
        const auto kept = m_store.find("recovery");
        const auto state = coming && !coming->words().empty()
                               ? core::RecoveryState::parse(core::viewOf(coming->words()))
                               : core::RecoveryState::parse(kept->view());
        if (!state || !state->sealed || !state->wrapKey) {
            return {};
        }
        const auto entropy = crypto::aeadOpen(state->wrapKey->view(), crypto::kZeroNonce,
                                              log().account(), *state->sealed);
        const auto phrase =
            entropy ? crypto::RecoveryPhrase::fromEntropy(entropy->view()) : std::nullopt;
        if (!phrase) {
            return {};
        }
        const crypto::SecretBytes text = phrase->text();
        return {text.view().begin(), text.view().end()};
    }

private:
    storage::StateStore m_store;
};

/// What became of asking for new words.
struct Replaced
{
    std::string words;
    QString problem = QStringLiteral("no answer");
};

/// The words are replaced, or why not.
inline Replaced replace(LinkedDevice& device, const std::string& words)
{
    Replaced out;
    bool isAnswered = false;
    device.client->replaceWords(secret(words), [&](const auto& outcome) {
        isAnswered = true;
        out.problem = outcome ? QString() : QString::fromLatin1(core::nameOf(outcome.error().kind));
        if (outcome) {
            out.words.assign(outcome->view().begin(), outcome->view().end());
        }
    });
    (void)waitFor([&] { return isAnswered; });
    return out;
}

} // namespace sotto::test
