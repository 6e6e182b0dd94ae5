#pragma once

#include "app/core/card/card_publisher.h"
#include "app/core/card/card_reader.h"
#include "app/core/delivery/outbox.h"
#include "app/core/devices/card_entries.h"
#include "app/core/devices/device_reach.h"
#include "app/core/devices/relay_account_head.h"
#include "app/core/devices/vault_entries.h"
#include "app/core/export/object_roots.h"
#include "app/core/objects/object_context.h"
#include "app/core/recovery/twelve_words.h"

namespace sotto::core {

/// What the account keeps at its relay beside mailboxes: the card that contacts read and the record
/// that the twelve words open. Also reads the cards of contacts, when one cannot be posted to.
class AccountObjects : public ObjectContext, public OwnLog
{
public:
    AccountObjects(Context& context, RelayPlaces& places, OwnAccount& own, OwnMailboxes& mailboxes,
                   People& people, Outbox& outbox);
    ~AccountObjects() override;

    /// Of a new account, in the running transaction.
    void create(const crypto::SigningKey& provisionalRecovery);
    /// Of an account that this device joined: the same.
    void join(const wire::LinkingState& joined);
    /// Behind create() or join(), and at each start of the program.
    void load();
    void start();
    void stop();
    void retryNow();
    /// Contacts, profile, tokens, mailbox or log may have changed: card and record follow soon.
    void refreshSoon();
    /// A contact's relay refused our token: its card says why, and perhaps has a new one.
    void readCardOf(RowId contact);
    /// A contact says that the account is being deleted: asks for its card until it is gone, for a
    /// few minutes and after each start.
    void awaitEnd(RowId contact, int tries = 0);
    /// It is gone.
    std::function<void(RowId contact)> onContactGone;

    /// Record and card are at the relay as they are to be.
    [[nodiscard]] bool wordsArePublished() const
    {
        return m_words && m_words->isPublished() && m_words->isSettled() &&
               !m_words->isChanging() && m_card->isPublished();
    }
    // Null before load().
    [[nodiscard]] TwelveWords* words() { return m_words.get(); }
    [[nodiscard]] OwnObject* card() { return m_card ? &m_card->object() : nullptr; }
    [[nodiscard]] OwnObject& cardObject() { return m_card->object(); }
    /// Roots of objects that are not those of the words: while there are none, or new ones are on
    /// their way.
    void addRoots(ObjectRoots& roots) const;
    /// All that there are: record, card, vault.
    [[nodiscard]] std::vector<const OwnObject*> objects() const;
    /// Null before load().
    [[nodiscard]] RelayAccountHead* head() { return m_head.get(); }
    /// The phrase was used at the relay, at that time by its clock: within a transaction.
    std::function<void(crypto::Timestamp)> onPhraseUsed;
    /// Of the recovery record: within the transaction that remembers it.
    std::function<void(const sotto::wire::ObjectEvent&)> onRecordEvent;
    std::function<void(const Problem&)> onTrouble;
    /// The relay does not know one of the objects any more. False: it is not brought back.
    std::function<bool(const crypto::ObjectId&)> onMissing;
    /// Card or record are at the relay as they are to be.
    std::function<void()> onSettled;
    /// In the transaction that extended the own log; whether by an entry of this device.
    std::function<void(Work&, bool isOurs)> onLog;
    /// New words are in force. The others are told by the vault (within a transaction).
    std::function<void()> onReplaced;
    std::function<void(crypto::ByteView)> onRecordMove;
    std::function<void(const crypto::DeviceId&, const crypto::SigningKey&)> onHeirKey;
    // What the vault does for the head of the account (RelayAccountHead::Place), from load() on.
    crypto::EpochLinkSource epochLinks;
    RelayAccountHead::Deposit deposit;
    /// Entries that the vault brought; outlives it. Before load().
    EntrySource* entries = nullptr;
    /// The vault's list is at the relay, or is another one now.
    std::function<void()> onVault;
    /// Another device has changed the list of card or vault: within the transaction that remembers
    /// it.
    std::function<void()> onListChanged;
    /// Which keys are to go from the lists.
    using KeyChoice = std::function<bool(const crypto::SigningPublicKey&)>;
    /// Strikes them, as far as they are behind this device's there. In the running transaction;
    /// what cannot be struck now is passed over.
    void strike(const KeyChoice& goes);
    /// Nothing is left to strike, and the relay knows.
    [[nodiscard]] bool areStruck(const KeyChoice& goes);
    /// Keys that no device of the account names as its own; nothing while it is not known which
    /// these are.
    std::function<std::optional<KeyChoice>()> unclaimed;
    /// This device's keys in the lists, where there are some.
    [[nodiscard]] OwnListKeys listKeys() const;
    /// All of the vault was read: this device knows enough to publish the card.
    void vaultWasRead();
    /// By what contacts find the card; in each Introduction.
    void nameCard(const Person& person, wire::Introduction& introduction) const;
    /// No card is being read, what other devices have written is known as far as it can be, and the
    /// relay has what is to be said, as far as it takes it.
    [[nodiscard]] bool isIdle() const;

    // ObjectContext
    [[nodiscard]] storage::StateStore& state() override { return m_context.stores.state; }
    bool inTransaction(const std::function<void()>& change) override;
    bool guarded(const std::function<void()>& call) override { return m_context.guard(call); }
    [[nodiscard]] client::RelayPlace place() override;
    [[nodiscard]] bool mayBringBack(const crypto::ObjectId& object) override
    {
        return !onMissing || onMissing(object);
    }
    [[nodiscard]] std::unique_ptr<client::EapiKeeper>
    eapiKeeper(const crypto::ObjectId& object) override;
    [[nodiscard]] crypto::Random& random() override { return m_context.environment.random; }
    [[nodiscard]] crypto::Timestamp now() const override { return m_context.now(); }

    // OwnLog
    [[nodiscard]] const crypto::DeviceLog& log() const override { return m_own.log(); }
    [[nodiscard]] const crypto::DeviceKeys& deviceKeys() const override { return m_own.keys(); }
    [[nodiscard]] crypto::DeviceId deviceId() const override { return m_own.device(); }
    [[nodiscard]] const crypto::SharedKey& sharedKey() const override { return m_own.sharedKey(); }
    [[nodiscard]] NamedHead named() const override;
    [[nodiscard]] bool mayName() const override { return m_head->mayName(); }
    void append(const crypto::LogEntry& entry) override;

private:
    void loadHead();
    void refreshSoon(int delayMs);
    void publish();
    [[nodiscard]] bool sweepLists(const crypto::SigningKey& cardRoot,
                                  const crypto::SigningKey& vaultRoot);
    [[nodiscard]] CardContent cardContent() const;
    [[nodiscard]] Verdict judge(const ForeignVersion& card) const;
    [[nodiscard]] std::optional<CardReference> ownCard();
    [[nodiscard]] std::optional<VaultEntries::Vault> ownVault();
    void logChanged(Work& work);
    void tellBehind(std::string_view object, const ObjectTrouble& trouble);
    /// @p refused: the token for which it was read.
    void onCard(RowId contact, const std::string& refused,
                crypto::Result<CardRead, CardReadError> outcome);

    Context& m_context;
    RelayPlaces& m_places;
    OwnAccount& m_own;
    OwnMailboxes& m_mailboxes;
    People& m_people;
    Outbox& m_outbox;
    std::unique_ptr<CardPublisher> m_card;
    std::unique_ptr<TwelveWords> m_words;
    CardEntries m_cardEntries;
    VaultEntries m_vaultEntries;
    std::unique_ptr<RelayAccountHead> m_head;
    std::map<RowId, client::RunningRequest> m_reading;
    std::map<RowId, client::RunningRequest> m_ending;
    std::map<RowId, storage::Milliseconds> m_lastRead;
    std::set<std::string_view> m_toldBehind; ///< objects of which the relay shows too little
    bool m_refreshIsDue = false;
    bool m_started = false;
};

} // namespace sotto::core
