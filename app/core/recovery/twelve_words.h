#pragma once

#include "app/core/card/card_publisher.h"
#include "app/core/changes.h"
#include "app/core/recovery/own_log.h"
#include "app/core/recovery/recovery_state.h"
#include "app/core/recovery/secret_keeper.h"
#include "crypto/backup/backup_head.h"
#include "crypto/phrase/master_key.h"

#include <deque>

#include <QObject>
#include <QTimer>

namespace sotto::core {

namespace wire {
class RecoveryExtension;
}

/// A list whose creation and first key are signed by a root of the phrase.
[[nodiscard]] std::vector<crypto::Bytes>
beginList(crypto::ObjectKind kind, const crypto::ObjectId& id, const crypto::SigningKey& root,
          const crypto::SigningKey* fetchKey, const crypto::SigningKey& device);

/// The account's recovery phrase, from its making until the person wrote it down, and what makes it
/// work: the recovery key in the device log, the recovery record at the relay, the card's root.
///
/// Making it is one transaction: log entry, record, card's root and the wrapped words, each as the
/// bytes that go to the relay, so that nothing of it needs the words again. Before it there are no
/// words; after it they are shown, offline too, and the relay is told when it can be reached, over
/// as many restarts as it takes. So whoever confirms before that, or loses power in between, has
/// lost nothing; only a machine that is lost before isPublished() takes the account with it.
class TwelveWords
{
public:
    using Shown = std::function<void(crypto::Result<crypto::SecretBytes, Problem>)>;

    /// A new account: keeps the recovery key that its log begins with until there is a phrase. In
    /// the running transaction.
    static void begin(ObjectContext& context, const crypto::SigningKey& provisionalRecovery);

    /// A further device, which joined by the words: record and vault, whose lists the relay has
    /// with this device's keys in them. The same.
    struct Joined
    {
        NewObject record;
        NewObject vault;
        crypto::WrappingKeyCertificate certificate;
    };
    static void join(ObjectContext& context, Joined joined);

    /// After begin(). @p log and @p card outlive it.
    TwelveWords(ObjectContext& context, OwnLog& log, CardPublisher& card, SecretKeeper keeper = {});
    ~TwelveWords();

    /// state() or isPublished() changed.
    std::function<void()> onChanged;
    /// The phrase was used at the relay (a recovery record was fetched), at that time by the
    /// relay's clock. Told once, within a transaction.
    std::function<void(crypto::Timestamp)> onPhraseUsed;
    /// All that happens to the recovery record, likewise.
    std::function<void(const sotto::wire::ObjectEvent&)> onRecordEvent;
    std::function<void(const ObjectTrouble&)> onTrouble;
    /// The vault's list is at the relay, or is another one now.
    std::function<void()> onVault;
    /// Of the vault, as OwnObject tells it.
    std::function<void()> onVaultListChanged;
    // Of the record, as OwnObject tells it.
    std::function<Verdict(const ForeignVersion&)> onForeignRecord;
    std::function<void(const crypto::Hash&)> onRecordTaken;
    std::function<void()> onRecordSettled;

    /// Connects: brings the record to the relay, and stays, to hear of its use.
    void start();
    void stop();
    void retryNow();
    /// The recovery record, for whoever decides by it; null while there are no words.
    [[nodiscard]] OwnObject* record() { return m_record.get(); }
    /// The vault's list with this device's key; null until the first start() with words.
    [[nodiscard]] OwnObject* vault() { return m_vault.get(); }
    // ---- replacing the words (twelve_words_change.cpp, PROTOCOL.md 15.8)
    struct NewWords
    {
        /// To be shown until they are confirmed; null: they are written down already.
        const crypto::RecoveryPhrase* phrase;
        const crypto::RecoveryKeys& keys;
        /// Of the words before, whose roots card and vault have. Null if nobody has them: then
        /// card and vault have the new roots already.
        const crypto::RecoveryKeys* former;
        /// What puts them into force.
        const crypto::LogEntry& entry;
        /// Devices that shall be able to write the new record.
        std::vector<crypto::DeviceId> heirs;
    };
    /// Stores all that the change needs. In the running transaction; nothing is sent. To the words
    /// of isSlowChange() again, once another entry was first.
    void beginChange(const NewWords& words);
    /// The change that is not in force yet is one whose words were written down before: another
    /// attempt goes on with it, until it is abandoned.
    [[nodiscard]] bool isSlowChange() const;
    void abandonSlowChange();
    /// Card or vault have roots that a device has put there slowly, and not those of @p keys.
    [[nodiscard]] bool areRootsOfOthers(const crypto::RecoveryKeys& keys) const;
    /// Until card and vault have the new words' roots.
    [[nodiscard]] bool isChanging() const;
    /// Roots of the words before that card and vault may have until then.
    [[nodiscard]] std::vector<crypto::SigningKey> formerRoots() const;
    /// Strikes the keys of no device from the lists of card and vault, by their roots. True once
    /// the relay has that; asked again.
    std::function<bool(const crypto::SigningKey& cardRoot, const crypto::SigningKey& vaultRoot)>
        sweepLists;
    /// The entry that puts the change into force, as long as it is not; and another one for it.
    [[nodiscard]] std::optional<crypto::LogEntry> changeEntry() const;
    void setChangeEntry(const crypto::LogEntry& entry);
    [[nodiscard]] bool isChange(const crypto::LogEntry& entry) const;
    /// Before that entry is proposed: brings the new record to the relay, which names it.
    void depositChange(std::function<void()> done);
    /// Forgets a change that can not come into force any more, since another entry stands in its
    /// place in the log. True if there is none now. Never one that a relay may have taken: its
    /// words are perhaps the only ones.
    bool dropChange();
    /// Whether these are the words that the ones shown now have replaced.
    [[nodiscard]] bool areReplaced(const crypto::RecoveryKeys& keys) const;
    /// The log is longer: in the transaction. The change may be in force.
    void noticeLog();
    /// The seed of a key in the new record's list, if it has come.
    using FindKey =
        std::function<std::optional<crypto::SigningKey>(const crypto::SigningPublicKey&)>;
    /// What the vault says of a change that another device has made. In a transaction. True if it
    /// is taken; false as well while this device's key in the record is not there yet.
    bool takeMove(crypto::ByteView move, const FindKey& find);
    /// False while the log names other words than those whose record is known here.
    [[nodiscard]] bool mayWrite() const;
    /// New words are in force, and the relay has their record.
    std::function<void()> onReplaced;
    /// RecordMove for the vault: in the transaction.
    std::function<void(crypto::ByteView)> onRecordMove;
    /// The same: for that device alone, its key in the new record's list.
    std::function<void(const crypto::DeviceId&, const crypto::SigningKey&)> onHeirKey;

    /// The newest version says what refresh() would.
    void countRecord();
    /// Device log, shared key or relay may have changed: the record follows. Cheap if not.
    void refresh();

    /// Of the phrase's wrapping key; null while there are no words.
    [[nodiscard]] const crypto::WrappingKeyCertificate* certificate() const
    {
        return m_state.certificate ? &*m_state.certificate : nullptr;
    }

    [[nodiscard]] WordsState state() const { return m_state.words; }
    /// True once the words bring the account back: the relay has the record.
    [[nodiscard]] bool isPublished() const;
    /// What a backup needs so that the words open it; nothing while there are none.
    [[nodiscard]] std::optional<crypto::BackupSeal> backupSeal() const;
    /// The record says what is so now, and the relay has it (or there are no words).
    [[nodiscard]] bool isSettled() const { return !m_record || m_record->isSettled(); }
    /// The words, with one space between. Makes them if there are none (about a second of Argon2id,
    /// on another thread); several callers get the same. KeychainLocked, KeychainMissing,
    /// OutOfMemory; Internal once they are confirmed. Never from within this call.
    void show(Shown done);
    /// They are written down: forgets them. Nothing unless they were shown.
    void confirm();

private:
    struct Making;
    struct Change;

    void showNow();
    void load();
    void open(crypto::ByteView wrapKey);
    void answer(const crypto::Result<crypto::SecretBytes, Problem>& outcome);
    void make();
    void derived(crypto::Result<crypto::RecoveryKeys, crypto::MasterKeyError> keys);
    void finish(bool inKeychain);
    void keep(const Making& making, bool inKeychain);
    void makeRecord(const crypto::RecoveryKeys& keys);
    void openRecord();
    void openVault();
    void startObjects();
    void vaultIsThere();
    void publishOn(OwnObject& record, const crypto::WrappingKeyCertificate& certificate);
    [[nodiscard]] std::optional<crypto::SigningPublicKey> vaultRoot() const;
    void renewChange(const NewWords& words);
    void forgetChange();
    void stopChange();
    void loadChange();
    void storeChange();
    void openNext();
    [[nodiscard]] bool saysReplaced(const NamedHead& named) const;
    void publishReplaced(const NamedHead& named);
    void leaveRecordBehind();
    void takeRecord(RecoveryState next);
    void swapRecord();
    void handOver();
    void handOverSoon();
    void handOverLater();
    void handOverAgain();
    [[nodiscard]] bool hasTriedEnough() const;
    [[nodiscard]] bool handRootsOver();
    [[nodiscard]] bool handRootOver(OwnObject* object, std::string& former,
                                    const std::string& next);
    [[nodiscard]] bool isStuck() const;
    void tellMove();
    void carryRoots(wire::RecoveryExtension& extension) const;
    void forgetInKeychain();
    /// The former key is no news: not every device has it at hand.
    enum class Former : bool
    {
        Left,
        Said
    };
    [[nodiscard]] crypto::RecoveryPayload payload(Former former = Former::Left) const;
    void changed();
    void store();

    ObjectContext& m_context;
    OwnLog& m_log;
    CardPublisher& m_card;
    SecretKeeper m_keeper;
    RecoveryState m_state;
    bool m_started = false;
    bool m_recordWaits = false; ///< for the vault's list
    std::vector<Shown> m_waiting;
    std::unique_ptr<Making> m_making;
    std::unique_ptr<OwnObject> m_vault; ///< its list, which goes to the relay before the record
    std::unique_ptr<OwnObject> m_record;
    std::unique_ptr<Change> m_change;
    bool m_isSwapping = false; ///< the record at hand is that of the words before
    QTimer m_handOver;         ///< when it is looked at the lists again
    QObject m_lifetime;        ///< ends what is still to be called
};

} // namespace sotto::core
