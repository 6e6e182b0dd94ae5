#pragma once

#include "app/core/delivery/outbox.h"

namespace sotto::core {

/// Who may have sent a content, once its envelope opened.
struct Sender
{
    Person& person;
    crypto::DeviceId device;
};

/// Does what a content says, within the transaction that stores its envelope.
class Incoming
{
public:
    Incoming(Context& context, OwnAccount& own, People& people, Outbox& outbox);

    /// They write, or stopped.
    std::function<void(RowId conversation, bool active)> onTyping;
    /// The set of tokens that senders may show has changed.
    std::function<void()> onTokensChanged;
    /// An own device says that it deletes the account.
    std::function<void(Work& work, const crypto::DeviceId& device, const wire::Farewell&)>
        onFarewell;
    /// Somebody says that their account is being deleted: their card tells whether it is so.
    std::function<void(RowId contact)> onContactFarewell;
    /// Nobody else may use this invite.
    std::function<void(const storage::Invite& invite)> onInviteSpent;

    /// Another own device has a newer shared key, or (nothing) asks for ours.
    std::function<void(Work&, const crypto::DeviceId&, std::optional<crypto::SharedKey>)> onOwnKey;
    /// Another own device has made a key in a new recovery record for this one.
    std::function<void(Work&, const crypto::DeviceId&, const std::string& seed)> onOwnRecordKey;
    /// Another own device shows the log.
    std::function<void(Work&, const crypto::LogReference&)> onOwnLog;

    void take(Work& work, const Sender& sender, const wire::Content& content);
    /// The card of somebody who said farewell is gone: sending to them is held, and a line says so.
    void accountIsGone(Work& work, Person& person);
    /// From a device of this account that its log does not name as active here: it may know more of
    /// the log, and then a key is taken from it. Everybody may offer one: what the recovery record
    /// does not name is passed over.
    void takeFromUnknown(Work& work, const crypto::DeviceId& device, crypto::ByteView attachedLog,
                         const wire::Content& content);
    /// A stranger's first content. False if it is no request that somebody invited: then nothing of
    /// it is kept, not even its session.
    [[nodiscard]] bool isInvited(const wire::Content& content) const;
    void takeRequest(Work& work, const crypto::DeviceAddress& from, const wire::Content& content,
                     crypto::ByteView attachedLog);
    /// Both want to talk from now on.
    void befriend(Work& work, Person& person);
    /// Drops changes whose texts are not to be expected any more. Daily.
    void expire(Work& work);
    /// Queues what is to be acknowledged since the last time, one content for each device.
    void flushReceipts(Work& work);

private:
    void takeOwn(Work& work, const Sender& sender, const wire::Content& content);
    void takeText(Work& work, const Sender& sender, const wire::Content& content);
    void takeReceipt(Work& work, const Sender& sender, const wire::Receipt& receipt);
    void takeIntroduction(Work& work, const Sender& sender, const wire::Introduction& body);
    void takeEdit(Work& work, const Sender& sender, const wire::Content& content);
    void takeRemoval(Work& work, const Sender& sender, const wire::Content& content);
    void change(Work& work, const Person& author, const storage::EarlyChange& change);
    void takeFarewell(Work& work, Person& person);
    void takeBackFarewell(Work& work, Person& person);
    void takeUnknown(Work& work, const Sender& sender, const wire::Content& content);
    void spendInvite(Work& work, const std::string& token);
    [[nodiscard]] bool mayWrite(Work& work, const Person& person) const;
    void add(Work& work, const Person& person, const wire::Content& content,
             storage::MessageKind kind, std::string text, RowId quoted);
    /// What an author makes of the text with this uid; nothing if it may make nothing of it.
    [[nodiscard]] std::optional<storage::EarlyChange>
    changeBy(const Sender& sender, const std::string& target, const wire::Content& content) const;

    Context& m_context;
    OwnAccount& m_own;
    People& m_people;
    Outbox& m_outbox;
    std::map<storage::OutboxRecipient, std::vector<std::string>> m_delivered;
};

} // namespace sotto::core
