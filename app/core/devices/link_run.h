#pragma once

#include "app/core/account/stored_eapi.h"
#include "app/core/devices/joining.h"
#include "app/core/devices/linking.h"
#include "app/core/devices/vault_entries.h"
#include "app/core/recovery/phrase_keys.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/object_connection.h"
#include "net/client/reconnect_backoff.h"

namespace sotto::core {

/// State of a device that is joining.
inline constexpr std::string_view kLinkingRow = "linking";
/// Other devices that join at the same moment: each costs a round, and there can be no more of them
/// than an account takes.
inline constexpr int kLinkRoundsMax = 16;

/// One try, from the words to the end.
class Linking::Run
{
public:
    using OnStep = std::function<void(LinkStep)>;
    using OnEnd = std::function<void(crypto::Result<void, Problem>)>;

    /// @p onEnd, from the event loop, ends it.
    Run(Place& place, OnStep onStep, OnEnd onEnd);

    void begin(LinkRequest request);
    void resume(Joining joining);
    /// Sends what is still to be sent, again.
    void send();
    void stop();
    void retryNow();
    /// Ends it, when the event loop runs again.
    void fail(const Problem& problem);
    /// From the transaction on that stored what is to be sent.
    [[nodiscard]] bool isJoining() const { return m_isStored && !m_isOver; }

private:
    using Part = Joining::Part;
    using ObjectFound = client::Outcome<sotto::wire::ObjectState>;

    // the words, and what is found by them
    void derive();
    void look();
    void onRecord(const ObjectFound& outcome);
    void readVault();
    void onVault(const ObjectFound& outcome);
    void readCard();
    void onCard(const ObjectFound& outcome);
    void join();
    void enterVault(crypto::DeviceLog known);
    void readEntries();
    void onEntries(std::optional<std::vector<crypto::Bytes>> entries);
    void joinBehind(const crypto::DeviceLog& log);

    // what is sent
    void update(Part part);
    void onUpdated(Part part, const client::Outcome<void>& outcome);
    void recheck(Part part);
    void onRechecked(Part part, const ObjectFound& outcome);
    void sendEntry();
    void onLoggedIn(Part part);
    void recheckRecord();
    void lostRecord();
    void finish();
    void logInTo(Part part);

    void say(LinkStep step);
    void endWith(crypto::Result<void, Problem> outcome);
    void tryLater(const client::ConnectionError& error);
    bool store();
    [[nodiscard]] client::RelayPlace accountPlace();

    Place& m_place;
    OnStep m_onStep;
    OnEnd m_onEnd;
    bool m_isStored = false;
    bool m_isOver = false;
    int m_round = 0;
    int m_cardReads = 0;
    std::optional<LinkStep> m_said;

    std::optional<LinkRequest> m_request;
    std::size_t m_version = 0; ///< of the master key
    std::unique_ptr<PhraseKeys> m_deriving;
    std::optional<crypto::RecoveryKeys> m_keys;    ///< while the words are at hand
    std::optional<crypto::SigningKey> m_cardRoot;  ///< of the words themselves; m_keys has what
    std::optional<crypto::SigningKey> m_vaultRoot; ///< the lists have now
    std::optional<FoundRecord> m_record;
    std::optional<FoundList> m_vault;
    std::optional<FoundCard> m_card;
    std::optional<crypto::DeviceLog> m_behind; ///< the card's log, where the record is ahead of it
    std::unique_ptr<VaultEntries> m_entries;

    std::optional<Joining> m_joining;
    client::RunningRequest m_asking;
    std::unique_ptr<StoredEapi> m_keeper;
    std::unique_ptr<client::ObjectConnection> m_login;
    client::ReconnectBackoff m_backoff;
    QTimer m_retry;
    QObject m_lifetime; ///< ends what is still to be called
};

} // namespace sotto::core
