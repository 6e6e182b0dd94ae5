#pragma once

#include "app/core/client.h"
#include "app/storage/message_store.h"
#include "app/storage/vault_store.h"
#include "tests/app/support/loopback_relay.h"

#include <QTemporaryDir>

namespace sotto::test {

/// Argon2id on a machine that has other things to do. What works takes a fraction of it.
inline constexpr int kPatienceMs = 120'000;

class HandClock final : public core::Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override { return at; }
    storage::Milliseconds at = std::int64_t{1'800'000'000} * 1000;
};

/// One device of somebody's account, with its database on the disk, which outlives the program.
class LinkedDevice
{
public:
    LinkedDevice();

    void open();
    /// The first one of a new account.
    void create(const LoopbackRelay& relay, const std::string& name);
    /// One more. False if it did not become one.
    [[nodiscard]] bool link(const std::string& words, const LoopbackRelay& relay);
    /// Ends it without a word, as a kill would.
    void vanish() { client.reset(); }
    /// The whole disk of @p other, which is not running.
    void copyDiskOf(const LinkedDevice& other);
    /// The words of the account, once they bring it back; empty if they never do.
    [[nodiscard]] std::string words();

    [[nodiscard]] storage::RowId contact(const std::string& name);
    /// With somebody; empty: the notes.
    [[nodiscard]] storage::RowId conversation(const std::string& name);
    [[nodiscard]] storage::RowId message(const std::string& name, const std::string& text);
    void say(const std::string& name, const std::string& text);
    /// All that the devices of an account agree on, as text.
    [[nodiscard]] std::string dump();
    [[nodiscard]] bool hasTold(core::ProblemKind kind) const;
    [[nodiscard]] storage::VaultStore vault() { return storage::VaultStore(client->database()); }

    HandClock clock;
    crypto::SystemRandom random;
    core::Environment environment;
    std::unique_ptr<core::Client> client;
    std::vector<core::Problem> troubles;
    std::vector<core::Problem> failures;

private:
    [[nodiscard]] std::string pathOf(const char* file) const;
    void dumpConversation(std::string& out, const std::string& name,
                          const std::optional<storage::Conversation>& conversation);

    QTemporaryDir m_folder;
    storage::DatabaseKey m_key;
};

/// @p alice invites, @p bob opens, @p alice accepts. False if any of it fails.
[[nodiscard]] bool befriend(LinkedDevice& alice, LinkedDevice& bob);
/// Waits longer than waitFor(), for what several devices do one after the other.
[[nodiscard]] bool waitLong(const std::function<bool()>& condition);
/// Both say the same, soon.
[[nodiscard]] bool agree(LinkedDevice& first, LinkedDevice& second);

} // namespace sotto::test
