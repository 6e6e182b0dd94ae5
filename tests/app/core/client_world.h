#pragma once

#include "app/core/client.h"
#include "tests/support/relay_process.h"

#include <QTemporaryDir>

namespace sotto::test {

/// A clock that a test moves.
class MovableClock final : public core::Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override { return system.now() + ahead; }

    core::SystemClock system;
    storage::Milliseconds ahead = 0;
};

/// A real relay in a process of its own.
class World
{
public:
    World();

    /// @p restart after kill(): the same data, another port is not possible, so the same one.
    void startRelay();
    void killRelay();
    /// The relay's data as it is now, for a later goBack().
    void keepRelay();
    /// The relay forgets what came since keepRelay(), as one that was restored from a backup.
    void goBack();
    [[nodiscard]] crypto::RelayAddress address() const;

    MovableClock clock;

private:
    QTemporaryDir m_folder;
    QTemporaryDir m_kept;
    std::unique_ptr<RelayProcess> m_relay;
    std::string m_address;
};

/// One person with a database on the disk, which outlives the client.
class Peer
{
public:
    Peer(World& world, std::string name);

    /// Without create(): opens what is there.
    void open();
    void create();
    /// Ends it without a word, as a kill would; what was not committed is lost.
    void vanish();

    [[nodiscard]] core::Client& operator*() { return *m_client; }
    [[nodiscard]] core::Client* operator->() { return m_client.get(); }
    [[nodiscard]] storage::MessageStore messages();
    [[nodiscard]] storage::ContactStore contacts();
    [[nodiscard]] storage::ConversationStore conversations();

    /// The only contact, and the conversation with it.
    [[nodiscard]] storage::Contact contact();
    [[nodiscard]] storage::RowId conversation();
    /// Texts of that conversation in order, own ones with "> " before.
    [[nodiscard]] QStringList texts();
    void say(const std::string& text);

    core::Changes seen; ///< all that was told, added up
    std::vector<core::Problem> failures;
    int typingSeen = 0;

private:
    World& m_world;
    std::string m_name;
    QTemporaryDir m_folder;
    storage::DatabaseKey m_key;
    crypto::SystemRandom m_random;
    core::Environment m_environment;
    std::unique_ptr<core::Client> m_client;
};

/// Two people with accounts at one relay, who have not met.
struct Pair
{
    Pair()
    {
        alice.create();
        bob.create();
    }
    World world;
    Peer alice{world, "Alice"};
    Peer bob{world, "Bob"};
};

/// Alice invites, Bob opens, Alice accepts. False if any of it fails.
[[nodiscard]] bool befriend(Peer& alice, Peer& bob);
/// The link of a new invite, once the relay has it; empty if that fails.
[[nodiscard]] std::string inviteOf(Peer& peer, const core::InviteTerms& terms = {});
/// What opening a link leads to.
[[nodiscard]] crypto::Result<storage::RowId, core::Problem> openLink(Peer& peer,
                                                                     const std::string& link);

} // namespace sotto::test
