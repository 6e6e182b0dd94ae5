#pragma once

#include "app/core/changes.h"
#include "app/core/devices/alarm.h"
#include "app/core/devices/link_request.h"
#include "app/core/devices/own_device.h"
#include "app/core/environment.h"
#include "app/core/export/export_request.h"
#include "app/core/problem.h"
#include "app/core/vault/vault_state.h"
#include "app/storage/conversation_store.h"
#include "app/storage/invite_store.h"
#include "crypto/channel/relay_address.h"
#include "crypto/safety/safety_qr.h"

#include <functional>
#include <memory>

namespace sotto::core {

using storage::RowId;

template <class T> using Done = std::function<void(crypto::Result<T, Problem>)>;

struct NewAccount
{
    std::string name;      ///< 1 to kNameBytesMax bytes of UTF-8 after trimming
    crypto::Bytes picture; ///< JPEG or PNG, at most kPictureBytesMax; empty: none
    crypto::RelayAddress relay;
};
inline constexpr std::size_t kNameBytesMax = 128;
inline constexpr std::size_t kPictureBytesMax = 49'152;
/// Of one text. Longer ones are better sent as a file.
inline constexpr std::size_t kTextBytesMax = 16'384;

struct Account
{
    storage::AccountBytes id;
    std::string name;
    crypto::Bytes picture;
    std::string relay; ///< its address without the access key, to be shown
};

struct InviteTerms
{
    std::uint32_t uses = 1;
    storage::Milliseconds lifetimeMs = std::int64_t{7} * 24 * 3600 * 1000; ///< at most 30 days
};

/// An invite that waits. The link is a secret: who has it may ask.
struct OpenInvite
{
    RowId id = storage::kNoRow;
    std::string link;
    storage::Milliseconds expires = 0;
    std::uint32_t usesLeft = 1;
    bool published = false; ///< false: the relay was not reached yet, so nobody can open it
};

/// What somebody's invite says about who made it. Only they vouch for it.
struct InviteSender
{
    std::string name; ///< at most kNameBytesMax bytes; empty: not said
};

struct Outgoing
{
    std::string text;
    RowId quoted = storage::kNoRow;
};

/// One account on this device: everything that a chat client does, without a screen. All of it
/// runs on the thread that made it, which needs an event loop; the database is its own.
///
/// What it reports as done is on the disk. It shows what it has through the stores of another,
/// read-only connection (app/storage); onChanged says what to read again. After onFailed nothing
/// works any more: make a new Client on a newly opened database.
class Client
{
public:
    /// @p environment outlives it.
    Client(storage::Database database, Environment& environment);
    ~Client();

    // ---- what it tells; called from the event loop or from within the calls below
    std::function<void(const Changes&)> onChanged;
    /// They write, or stopped: for this conversation.
    std::function<void(RowId conversation, bool active)> onTyping;
    std::function<void(const Connection&)> onConnection;
    /// The twelve words were typed somewhere, at that time by the relay's clock.
    std::function<void(storage::Milliseconds when)> onPhraseUsed;
    /// alarms() is another list.
    std::function<void()> onAlarms;
    /// Devices, or the relay, contradict each other about the account: AccountForked, VaultForked,
    /// VaultBroken, VaultBehind; or this one was copied: DeviceCopied.
    std::function<void(const Problem&)> onAccountTrouble;
    /// devices() says something else, perhaps.
    std::function<void()> onDevices;
    /// This device is none of the account any more: it was removed, or it left, or the
    /// account was deleted. All is stopped, its mailboxes are deleted, and so is to be its
    /// database, by the profile's owner (Profile::wipe()). Told again after each start() until
    /// then.
    std::function<void()> onRemoved;
    /// leaving() says something else.
    std::function<void()> onLeaving;
    /// The database cannot go on.
    std::function<void(const Problem&)> onFailed;

    // ---- account
    [[nodiscard]] bool hasAccount() const;
    /// Needs no network: the relay is told when it can be reached.
    [[nodiscard]] crypto::Result<void, Problem> createAccount(const NewAccount& account);
    /// Joins an account by its twelve words, where there is none. @p done once this is a device of
    /// it, or with what Linking::onEnd names, AccountExists, NameEmpty, NameTooLong or HoldsPhrase.
    /// What was interrupted while Joining goes on with start(); onStep and onChanged tell.
    void link(LinkRequest request, Done<void> done);
    std::function<void(LinkStep)> onLinkStep;
    /// One that went on with start() did not come to its end: LinkInterrupted mostly.
    std::function<void(const Problem&)> onLinkFailed;
    /// Gives up, if it has not reached Joining.
    void cancelLink();
    /// True from Joining on until it is done, also after a restart.
    [[nodiscard]] bool isJoining() const;
    [[nodiscard]] Account account() const;
    [[nodiscard]] crypto::Result<void, Problem> setProfile(std::string_view name,
                                                           crypto::ByteView picture);
    /// Moves to another relay: contacts are told, what is on its way to the old one still arrives.
    [[nodiscard]] crypto::Result<void, Problem> moveToRelay(const crypto::RelayAddress& relay);

    /// Connects, and stays connected. Started already, nothing happens.
    void start();
    void stop();
    /// The network changed, or the person asks.
    void retryNow();
    [[nodiscard]] Connection connection() const;
    /// True when all that waits was posted or cannot be for now, nothing is being fetched, and all
    /// that the relay held was stored: for programs that end.
    [[nodiscard]] bool isIdle() const;

    // ---- the own devices
    /// In the order of the log, gone ones left out.
    [[nodiscard]] std::vector<OwnDevice> devices() const;
    /// NoSuchDevice, NameEmpty, NameTooLong, HoldsPhrase.
    [[nodiscard]] crypto::Result<void, Problem> renameDevice(const crypto::DeviceId& device,
                                                             std::string_view name);
    /// A younger one, by this device alone: it is shut out at once, and contacts and the other
    /// devices are rid of it; 14 days later, if nobody objects, it is removed and wipes itself.
    /// Done once the first is in force. This one: as unlink(). NoSuchDevice, NotSenior,
    /// WordsNeeded.
    void removeDevice(const crypto::DeviceId& device, Done<void> done);
    /// With the account's words it is removed at once, and wipes itself when it hears of it.
    /// NoSuchDevice, NotSenior, PhraseWrong, WordsWrong.
    void removeDevice(const crypto::DeviceId& device, crypto::SecretBytes words, Done<void> done);
    /// Another device has shut this one out: what it sends, nobody takes.
    [[nodiscard]] bool isShutOut() const;
    /// This device leaves the account; then onRemoved. WordsNeeded if there would be no way back.
    void unlink(Done<void> done);

    // ---- invites
    void createInvite(const InviteTerms& terms, Done<OpenInvite> done);
    [[nodiscard]] std::vector<OpenInvite> invites() const;
    void withdrawInvite(RowId invite, Done<void> done);
    /// Reads somebody's invite, and tells them nothing.
    void lookAtInvite(std::string_view link, Done<InviteSender> done);
    /// Opens somebody's invite and asks them: a conversation whose contact is Asked.
    void openInvite(std::string_view link, Done<RowId> done);

    // ---- people
    /// Answers a request (ContactStanding::Asking).
    [[nodiscard]] crypto::Result<void, Problem> accept(RowId contact);
    /// The request, or a whole contact with its conversation, goes. They are not told.
    [[nodiscard]] crypto::Result<void, Problem> decline(RowId contact);
    [[nodiscard]] crypto::Result<void, Problem> block(RowId contact);
    [[nodiscard]] crypto::Result<void, Problem> unblock(RowId contact);
    void setNickname(RowId contact, std::string_view nickname);
    /// 60 digits; empty if there is no such contact.
    [[nodiscard]] std::string safetyNumber(RowId contact) const;
    /// What a QR code shows, and the judgement of one that was scanned.
    [[nodiscard]] crypto::Bytes safetyQr(RowId contact) const;
    [[nodiscard]] crypto::SafetyComparison compareSafetyQr(RowId contact,
                                                           crypto::ByteView scanned) const;
    void setVerified(RowId contact, bool verified);
    /// The person goes on, or pauses, in spite of or because of what was shown.
    void setHold(RowId contact, storage::SendingHold hold);
    [[nodiscard]] std::vector<DeviceInfo> devicesOf(RowId contact) const;
    [[nodiscard]] std::vector<DeviceInfo> ownDevices() const;

    // ---- conversations
    /// Stores it and shows it at once; it leaves when it can. Refused: the own phrase, too long,
    /// empty, nobody to send it to.
    [[nodiscard]] crypto::Result<RowId, Problem> send(RowId conversation, const Outgoing& message);
    [[nodiscard]] crypto::Result<void, Problem> edit(RowId message, std::string_view text);
    /// For both sides, an own one.
    [[nodiscard]] crypto::Result<void, Problem> takeBack(RowId message);
    /// Only here.
    void removeHere(RowId message);
    /// A Failed one goes again.
    void sendAgain(RowId message);
    /// The person saw all up to @p position.
    void markRead(RowId conversation, std::int64_t position);
    /// The newest message of theirs counts as unread again; nobody is told.
    void markUnread(RowId conversation);
    /// Tells them, if the setting allows; forgets it by itself.
    void typing(RowId conversation);
    /// Refused if it holds a recovery phrase.
    [[nodiscard]] crypto::Result<void, Problem> saveDraft(RowId conversation,
                                                          std::string_view draft, RowId reply);
    void setPinned(RowId conversation, bool pinned);
    void setMuted(RowId conversation, storage::Milliseconds until);
    /// Messages, draft and the row in the list; the contact stays.
    void removeConversation(RowId conversation);
    /// Makes it if it was removed. Notes to self with contact kNoRow.
    [[nodiscard]] RowId conversationWith(RowId contact);

    // ---- settings: receipts, typing, proxy and the like (settings.h)
    [[nodiscard]] std::string setting(std::string_view name) const;
    void setSetting(std::string_view name, std::string_view value);

    // ---- what the own devices share (vault/)
    [[nodiscard]] VaultState vaultState() const;
    /// At most ten times a second.
    std::function<void()> onVaultState;

    // ---- the twelve words (recovery/)
    [[nodiscard]] WordsState wordsState() const;
    /// The relay has all that the words need to bring the account back: without this device, too.
    [[nodiscard]] bool wordsArePublished() const;
    /// Makes them if there are none yet. Argon2id for about a second, on another thread. The words
    /// with one space between; wipe them.
    void showWords(Done<crypto::SecretBytes> done);
    /// The person wrote them down: they are forgotten here.
    void confirmWords();

    /// Whether these are this account's words. PhraseWrong if they are none at all.
    void checkWords(crypto::SecretBytes words, Done<bool> done);

    /// New words in the place of @p oldWords, which open nothing any more once this is done;
    /// devices that are suspended are removed. Only on a device that is older than all others:
    /// NotSenior. PhraseWrong, WordsWrong, NoStampRelay; Cancelled if another device changed the
    /// account and the words have to be typed again. Goes on after a kill; then, as until they are
    /// confirmed, showWords() has the new ones.
    void replaceWords(crypto::SecretBytes oldWords, Done<crypto::SecretBytes> done);

    /// New words for who has lost the old ones. They come into force two weeks later, with
    /// finishLostWords(), unless another device stops that, and contacts are told then. Asked
    /// again: the same words, until they are confirmed. NoWords (showWords() makes some),
    /// ChangePending, NotSenior (nobody has vouched for this device), NoStampRelay, TriesSpent (it
    /// has wanted some too often), OutOfMemory.
    void replaceLostWords(Done<crypto::SecretBytes> done);
    /// Changes.words tells of another one.
    [[nodiscard]] LostWords lostWords() const;
    /// The person wrote them down: they are forgotten here.
    void confirmLostWords();
    /// Puts them into force: @p words are the new ones. PhraseWrong, WordsWrong, NotDue, NoWords
    /// (there are none that wait), Cancelled if another device changed the account meanwhile.
    void finishLostWords(crypto::SecretBytes words, Done<void> done);
    /// They do not come: the old ones stay. NoWords.
    void cancelLostWords(Done<void> done);

    // ---- what happened to the account (devices/alarm.h)
    /// What nobody has answered, the oldest first.
    [[nodiscard]] std::vector<Alarm> alarms() const;
    /// WasMe: the new device is vouched for, or the alarm goes (of a slow change: on this device).
    /// WasNotMe: the device is suspended, and gets nothing any more of what the account says, or
    /// the slow change is stopped; done once that is in force at the relay. AlarmGone, NotSenior,
    /// WordsNeeded.
    void answerAlarm(const AlarmId& id, AlarmAnswer answer, Done<void> done);
    /// This device vouches for a younger one. NotSenior.
    void approveDevice(const crypto::DeviceId& device, Done<void> done);
    /// Stops a slow change, by its alarm's id. @p words: empty, or the account's where this device
    /// alone is too little (WordsNeeded).
    void vetoChange(const AlarmId& id, crypto::SecretBytes words, Done<void> done);
    void vetoChange(const AlarmId& id, Done<void> done) { vetoChange(id, {}, std::move(done)); }
    /// A new device waits for approval on another one, or 24 hours, before anybody writes to it.
    [[nodiscard]] bool newDeviceWaits() const;
    /// Only with the account's words, which alone may add a device (WordsNeeded without).
    void setNewDeviceWaits(bool waits, crypto::SecretBytes words, Done<void> done);
    [[nodiscard]] crypto::Result<void, Problem> setNewDeviceWaits(bool waits);
    // ---- copies of what is here (export/). One at a time: ExportRunning
    /// Into a new folder, which @p done names, inside the given one. Problems: NoSuchContact,
    /// FileNotWritten, DiskFull, Cancelled.
    void exportTo(ExportRequest request, OnExportProgress onProgress,
                  Done<std::filesystem::path> done);
    /// A file that the twelve words open without a relay. There must be none of that name:
    /// FileExists; and there must be words: NoWords.
    void backupTo(const std::filesystem::path& file, OnExportProgress onProgress, Done<void> done);
    /// Takes in what a backup of this account holds. NoBackup, BackupNewer, BackupBroken,
    /// WordsOpenNothing, BackupForeign (of another account).
    void takeBackup(BackupRequest request, OnExportProgress onProgress, Done<void> done);
    /// Whichever of the three is under way ends as Cancelled.
    void cancelExport();

    // ---- leaving for good
    /// Deletes the account: everything that its relays keep of it, and with @p tellContacts
    /// contacts are told first. Only with the account's words, checked before anything begins:
    /// WordsNeeded, PhraseWrong, WordsWrong. While there are none (wordsState() is None) it needs
    /// none, and given ones are NoWords.
    ///
    /// There is no way back once leaving().isBegun: it goes on with each start(), and every call
    /// that needs an account says NoAccount. @p done, and onRemoved, once the relays have nothing
    /// any more. Contacts whose relay does not answer in half a minute are not told. Called again
    /// while it goes on, @p done takes the place of the one before; then no words are needed,
    /// unless leaving() names WordsNeeded: another device has changed something meanwhile.
    void deleteAccount(crypto::SecretBytes words, bool tellContacts, Done<void> done);
    struct Leaving
    {
        bool isBegun = false;
        bool isTelling = false;                        ///< nothing was deleted yet
        std::optional<Problem> trouble = std::nullopt; ///< why it does not go on for now
    };
    /// Whoever does not want to wait may delete the database at any time; what the relays still
    /// have then stays there until it expires, which an account's objects never do.
    [[nodiscard]] Leaving leaving() const;

    // ---- for tests and repair
    [[nodiscard]] storage::Database& database();

private:
    friend struct InsideOfClient; ///< for tests
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace sotto::core
