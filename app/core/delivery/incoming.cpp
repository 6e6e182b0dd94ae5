#include "app/core/delivery/incoming.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/client.h"
#include "app/core/vault/limits.h"
#include "crypto/vault/log_reference.h"

#include <QUtf8StringView>

namespace sotto::core {

using storage::ContactStanding;
using storage::MessageKind;
using storage::MessageState;

namespace {

/// What somebody may write before they were accepted. The rest waits on their side.
constexpr std::uint64_t kRequestTextsMax = 32;
/// Acknowledgements in one content: 16 bytes each and two around.
constexpr std::size_t kReceiptIdsMax = 1024;
/// A clock that is so far ahead is taken for wrong.
constexpr storage::Milliseconds kFutureMs = 60 * 1000;
/// Relays drop an envelope after so long, and with it the text that a change waits for.
constexpr storage::Milliseconds kEarlyChangeMs = std::int64_t{30} * 24 * 3600 * 1000;
/// Own devices compare what others' clocks say, and must take it from each other.
constexpr std::uint64_t kMetMsMax = vault::kTimeMsMax;
/// The end of the year 9999: what calendars can show.
constexpr std::uint64_t kLastMs = 253'402'300'799'999;

/// By the author's clock, of equal times by the text: so all own devices agree on the later one.
bool isLater(const storage::EarlyChange& change, const storage::Message& message)
{
    return std::pair(change.sent, std::string_view(change.text)) >
           std::pair(message.edited,
                     message.edited > 0 ? std::string_view(message.text) : std::string_view());
}

bool isText(const std::string& text)
{
    return !text.empty() && text.size() <= kTextBytesMax &&
           QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8();
}

/// What its author made of a text before it came.
void overtake(storage::Message& message, std::optional<storage::EarlyChange> early)
{
    if (!early) {
        return;
    }
    if (early->removes) {
        message.kind = MessageKind::Deleted;
        message.text.clear();
    } else {
        message.text = std::move(early->text);
        message.edited = early->sent;
    }
}

} // namespace

Incoming::Incoming(Context& context, OwnAccount& own, People& people, Outbox& outbox)
    : m_context(context)
    , m_own(own)
    , m_people(people)
    , m_outbox(outbox)
{}

void Incoming::take(Work& work, const Sender& sender, const wire::Content& content)
{
    if (sender.person.isSelf()) {
        return takeOwn(work, sender, content);
    }
    if (content.has_text()) {
        takeBackFarewell(work, sender.person);
    }
    // What breaks the rules is acknowledged like the rest: to send it again would not mend it.
    switch (content.body_case()) {
    case wire::Content::kText:
        takeText(work, sender, content);
        break;
    case wire::Content::kReceipt:
        takeReceipt(work, sender, content.receipt());
        break;
    case wire::Content::kTyping: {
        const auto conversation = work.stores().conversations.findByContact(sender.person.row.id);
        if (conversation && sender.person.row.standing == ContactStanding::Contact && onTyping) {
            work.afterwards([this, id = conversation->id, active = content.typing().active()] {
                onTyping(id, active);
            });
        }
        break;
    }
    case wire::Content::kRequest:
        takeIntroduction(work, sender, content.request().introduction());
        // They deleted this contact, and came back: they need to be told again.
        m_outbox.introduceTo(work, sender.person, sender.device);
        break;
    case wire::Content::kIntroductionBody:
        takeIntroduction(work, sender, content.introduction_body());
        break;
    case wire::Content::kAskIntroduction:
        m_outbox.introduceTo(work, sender.person, sender.device);
        work.afterwards([this, id = sender.person.row.id] { m_outbox.kick(id); });
        break;
    case wire::Content::kEdit:
        takeEdit(work, sender, content);
        break;
    case wire::Content::kRemoval:
        takeRemoval(work, sender, content);
        break;
    case wire::Content::kOwnKey:
    case wire::Content::kOwnLog:
    case wire::Content::kOwnRecordKey:
        break; // between own devices only
    case wire::Content::kFarewell:
        takeFarewell(work, sender.person);
        break;
    case wire::Content::BODY_NOT_SET:
        takeUnknown(work, sender, content);
        break;
    }
    const bool acknowledges = sender.person.row.standing == ContactStanding::Contact ||
                              sender.person.row.standing == ContactStanding::Asked;
    if (content.id().size() == storage::MessageUid::kSize && acknowledges) {
        m_delivered[{sender.person.row.id, storage::DeviceBytes(sender.device.bytes)}].push_back(
            content.id());
    }
    if (content.introduction() > sender.person.state.introduction() &&
        content.body_case() != wire::Content::kIntroductionBody &&
        content.body_case() != wire::Content::kRequest &&
        content.body_case() != wire::Content::kAskIntroduction && acknowledges) {
        m_outbox.askIntroduction(work, sender.person, sender.device, content.introduction());
    }
}

void Incoming::takeOwn(Work& work, const Sender& sender, const wire::Content& content)
{
    if (content.has_receipt()) {
        takeReceipt(work, sender, content.receipt());
    } else if (content.has_own_key() && onOwnKey) {
        const std::string& bytes = content.own_key().shared_key();
        auto key = crypto::SharedKey::parse(viewOf(bytes));
        if (key || bytes.empty()) {
            onOwnKey(work, sender.device, key ? std::optional(std::move(*key)) : std::nullopt);
        }
    } else if (content.has_own_record_key() && onOwnRecordKey) {
        onOwnRecordKey(work, sender.device, content.own_record_key().key());
    } else if (content.has_own_log() && onOwnLog) {
        if (const auto log = crypto::LogReference::parse(viewOf(content.own_log().log()))) {
            onOwnLog(work, *log);
        }
    } else if (content.has_farewell() && onFarewell) {
        onFarewell(work, sender.device, content.farewell());
    }
    if (content.id().size() == storage::MessageUid::kSize) {
        m_delivered[{sender.person.row.id, storage::DeviceBytes(sender.device.bytes)}].push_back(
            content.id());
    }
}

void Incoming::takeFromUnknown(Work& work, const crypto::DeviceId& device,
                               crypto::ByteView attachedLog, const wire::Content& content)
{
    const auto reference = crypto::LogReference::parse(attachedLog);
    crypto::DeviceLog log = m_own.log();
    if (!reference || reference->prefix || !content.has_own_key() || !onOwnKey ||
        !log.extend(reference->tail) || log.statusOf(device) != crypto::DeviceStatus::Active) {
        return;
    }
    if (auto key = crypto::SharedKey::parse(viewOf(content.own_key().shared_key()))) {
        onOwnKey(work, device, std::move(*key));
    }
}

bool Incoming::mayWrite(Work& work, const Person& person) const
{
    switch (person.row.standing) {
    case ContactStanding::Contact:
    case ContactStanding::Asked:
        return true;
    case ContactStanding::Asking: {
        const auto conversation = work.stores().conversations.findByContact(person.row.id);
        return conversation && work.stores().messages.count(conversation->id) < kRequestTextsMax;
    }
    case ContactStanding::Blocked:
    case ContactStanding::Gone:
    case ContactStanding::Self:
        return false;
    }
    return false;
}

void Incoming::takeText(Work& work, const Sender& sender, const wire::Content& content)
{
    const wire::Text& text = content.text();
    if (!isText(text.text()) || !mayWrite(work, sender.person)) {
        return;
    }
    const RowId conversation = m_people.conversationOf(work, sender.person);
    RowId quoted = storage::kNoRow;
    if (const auto uid = fixedOf<storage::MessageUid>(text.quoted().id())) {
        const bool isOurs = text.quoted().account() == fieldOf(m_own.id().view());
        const RowId author = isOurs ? storage::kNoRow : sender.person.row.id;
        quoted = work.stores().messages.reference(conversation, author, *uid);
    }
    add(work, sender.person, content, MessageKind::Text, text.text(), quoted);
    work.afterwards([this, conversation] {
        if (onTyping) {
            onTyping(conversation, false);
        }
    });
}

void Incoming::takeUnknown(Work& work, const Sender& sender, const wire::Content& content)
{
    if (!content.id().empty() && mayWrite(work, sender.person)) {
        add(work, sender.person, content, MessageKind::NewerVersionNeeded, {}, storage::kNoRow);
    }
}

void Incoming::add(Work& work, const Person& person, const wire::Content& content, MessageKind kind,
                   std::string text, RowId quoted)
{
    const auto uid = fixedOf<storage::MessageUid>(content.id());
    if (!uid) {
        return;
    }
    storage::Message message;
    message.conversation = m_people.conversationOf(work, person);
    message.author = person.row.id;
    message.uid = *uid;
    message.kind = kind;
    message.state = MessageState::Received;
    message.received = m_context.nowMs();
    message.sent = static_cast<storage::Milliseconds>(std::min<std::uint64_t>(
        content.sent_ms(), static_cast<std::uint64_t>(message.received) + kFutureMs));
    message.text = std::move(text);
    message.quoted = quoted;
    if (kind == MessageKind::Text) {
        overtake(message, work.stores().earlyChanges.take(person.row.id, *uid));
    }
    if (const auto added = work.stores().messages.add(message)) {
        work.changes.messages.push_back(
            {message.conversation, *added, ChangedMessage::What::Added});
        work.changes.conversations.insert(message.conversation);
    }
}

void Incoming::takeReceipt(Work& work, const Sender& sender, const wire::Receipt& receipt)
{
    const auto uidsOf = [](const auto& field) {
        std::vector<storage::MessageUid> out;
        for (const std::string& id : field) {
            if (const auto uid = fixedOf<storage::MessageUid>(id)) {
                out.push_back(*uid);
            }
        }
        return out;
    };
    const auto raise = [&](RowId message, MessageState state) {
        if (message != storage::kNoRow && work.stores().messages.raiseState(message, state)) {
            const auto conversation =
                work.stores().conversations.findByContact(sender.person.row.id);
            const RowId id = conversation ? conversation->id : storage::kNoRow;
            work.changes.messages.push_back({id, message, ChangedMessage::What::Changed, true});
            work.changes.conversations.insert(id);
        }
    };
    const auto delivered = uidsOf(receipt.delivered());
    if (!delivered.empty()) {
        if (!sender.person.state.granted_token().empty()) {
            // They have our Introduction, and in it a token of their own.
            sender.person.state.clear_granted_token();
            m_people.store(work, sender.person);
            work.afterwards([this] { onTokensChanged(); });
        }
        for (const RowId message :
             m_outbox.acknowledge(work, sender.person, sender.device, delivered)) {
            raise(message, MessageState::Delivered);
        }
    }
    const auto conversation = work.stores().conversations.findByContact(sender.person.row.id);
    for (const storage::MessageUid& uid : uidsOf(receipt.read())) {
        const auto message =
            conversation ? work.stores().messages.findByUid(conversation->id, storage::kNoRow, uid)
                         : std::nullopt;
        if (message) {
            raise(message->id, MessageState::Read);
        }
    }
}

void Incoming::takeIntroduction(Work& work, const Sender& sender, const wire::Introduction& body)
{
    Person& person = sender.person;
    if (person.row.standing == ContactStanding::Blocked ||
        m_people.take(work, person, body) != IntroductionOutcome::Taken) {
        return;
    }
    if (person.row.standing == ContactStanding::Asked && body.accepts()) {
        befriend(work, person);
    }
    work.afterwards([this, id = person.row.id] { m_outbox.tryNow(id); });
}

void Incoming::befriend(Work& work, Person& person)
{
    const bool theyWaited = person.row.standing == ContactStanding::Asking;
    person.row.standing = ContactStanding::Contact;
    const std::string meeting = person.state.invite_token() + person.state.request_uid();
    person.state.clear_invite_token();
    m_people.store(work, person);
    const RowId conversation = m_people.conversationOf(work, person);
    m_people.note(work, person, MessageKind::ContactAccepted, person.row.shownName(),
                  viewOf(meeting));
    m_outbox.introduce(work, person);
    if (theyWaited) {
        // What they wrote before was stored without a word; now they may know.
        for (const crypto::DeviceId& device : person.activeDevices()) {
            m_delivered[{person.row.id, storage::DeviceBytes(device.bytes)}].push_back(
                person.state.request_uid());
        }
        for (const storage::Message& message :
             work.stores().messages.newest(conversation, kRequestTextsMax + 8)) {
            if (message.author == person.row.id && message.kind == MessageKind::Text) {
                const std::string uid = fieldOf(message.uid.view());
                for (const crypto::DeviceId& device : person.activeDevices()) {
                    m_delivered[{person.row.id, storage::DeviceBytes(device.bytes)}].push_back(uid);
                }
            }
        }
    }
    work.changes.conversations.insert(conversation);
    work.afterwards([this, id = person.row.id] { m_outbox.kick(id); });
}

bool Incoming::isInvited(const wire::Content& content) const
{
    const auto token = fixedOf<storage::InviteTokenBytes>(content.request().invite_token());
    const auto invite = content.has_request() && token
                            ? m_context.stores.invites.findByToken(*token)
                            : std::nullopt;
    return invite && invite->expires > m_context.nowMs() && invite->usesLeft > 0;
}

void Incoming::takeRequest(Work& work, const crypto::DeviceAddress& from,
                           const wire::Content& content, crypto::ByteView attachedLog)
{
    Person* person = m_people.find(from.account);
    if (person == nullptr) {
        person = &m_people.add(work, from.account, ContactStanding::Asking);
    }
    const bool bothAsked = person->row.standing == ContactStanding::Asked;
    if (!bothAsked) {
        person->row.standing = ContactStanding::Asking;
        person->row.added = m_context.nowMs();
        person->state.set_met_ms(
            std::min(std::max(content.sent_ms(), person->state.met_ms() + 1), kMetMsMax));
    }
    if (const auto reference = crypto::LogReference::parse(attachedLog)) {
        (void)m_people.takeLog(work, *person, reference.value());
    }
    (void)m_people.take(work, *person, content.request().introduction());
    if (person->row.name.empty()) {
        person->row.name = "?";
    }
    person->state.set_request_uid(content.id());
    person->state.set_granted_token(content.request().invite_token());
    m_people.store(work, *person);
    (void)m_people.conversationOf(work, *person);
    spendInvite(work, content.request().invite_token());
    if (bothAsked) {
        befriend(work, *person);
    }
    if (!content.id().empty() && person->row.standing == ContactStanding::Contact) {
        m_delivered[{person->row.id, storage::DeviceBytes(from.device.bytes)}].push_back(
            content.id());
    }
}

void Incoming::spendInvite(Work& work, const std::string& token)
{
    auto invite = work.stores().invites.findByToken(*fixedOf<storage::InviteTokenBytes>(token));
    if (!invite) {
        return;
    }
    work.stores().invites.use(invite->id);
    work.changes.invites = true;
    if (invite->usesLeft <= 1) {
        const auto spent = std::make_shared<storage::Invite>(std::move(*invite));
        work.afterwards([this, spent] { onInviteSpent(*spent); });
    }
}

void Incoming::takeEdit(Work& work, const Sender& sender, const wire::Content& content)
{
    auto change = changeBy(sender, content.edit().target(), content);
    if (change && isText(content.edit().text().text())) {
        change->text = content.edit().text().text();
        this->change(work, sender.person, *change);
    }
}

void Incoming::takeRemoval(Work& work, const Sender& sender, const wire::Content& content)
{
    auto change = changeBy(sender, content.removal().target(), content);
    if (change) {
        change->removes = true;
        this->change(work, sender.person, *change);
    }
}

void Incoming::takeFarewell(Work& work, Person& person)
{
    // A device of theirs that was stolen says so as well, and cannot take the card away.
    const bool isKnown = person.row.standing == ContactStanding::Contact ||
                         person.row.standing == ContactStanding::Asked;
    if (!isKnown || person.row.hold == storage::SendingHold::AccountDeleted) {
        return;
    }
    person.state.set_farewell(true);
    m_people.store(work, person);
    work.afterwards([this, contact = person.row.id] {
        if (onContactFarewell) {
            onContactFarewell(contact);
        }
    });
}

void Incoming::takeBackFarewell(Work& work, Person& person)
{
    const bool isHeld = person.row.hold == storage::SendingHold::AccountDeleted;
    if (!isHeld && !person.state.farewell()) {
        return;
    }
    person.state.set_farewell(false); // it was not so, or not for good
    if (isHeld) {
        person.row.hold = storage::SendingHold::None;
        work.changes.contacts.insert(person.row.id);
    }
    m_people.store(work, person);
}

void Incoming::accountIsGone(Work& work, Person& person)
{
    person.state.set_farewell(false);
    // What else holds is lifted by other things, and says more.
    if (person.row.hold == storage::SendingHold::None) {
        person.row.hold = storage::SendingHold::AccountDeleted;
        work.changes.contacts.insert(person.row.id);
    }
    m_people.store(work, person);
    m_people.note(work, person, MessageKind::AccountDeleted, {}, viewOf(person.state.card().id()));
}

std::optional<storage::EarlyChange> Incoming::changeBy(const Sender& sender,
                                                       const std::string& target,
                                                       const wire::Content& content) const
{
    const auto uid = fixedOf<storage::MessageUid>(target);
    if (!uid || sender.person.row.standing == ContactStanding::Asking) {
        return std::nullopt;
    }
    storage::EarlyChange out;
    out.author = sender.person.row.id;
    out.uid = *uid;
    // Compared with nothing but the author's own: a clock that is wrong is wrong in all of them.
    out.sent = static_cast<storage::Milliseconds>(
        std::clamp<std::uint64_t>(content.sent_ms(), 1, kLastMs));
    out.received = m_context.nowMs();
    return out;
}

void Incoming::change(Work& work, const Person& author, const storage::EarlyChange& change)
{
    const auto conversation = work.stores().conversations.findByContact(author.row.id);
    const auto target =
        conversation ? work.stores().messages.findByUid(conversation->id, change.author, change.uid)
                     : std::nullopt;
    if (!target) {
        work.stores().earlyChanges.keep(change);
        return;
    }
    // An edit that was sent again may come behind a newer one.
    if (target->kind != MessageKind::Text || (!change.removes && !isLater(change, *target))) {
        return;
    }
    if (change.removes) {
        work.stores().messages.erase(target->id);
    } else {
        work.stores().messages.setText(target->id, change.text, change.sent);
    }
    work.changes.messages.push_back({conversation->id, target->id, ChangedMessage::What::Changed});
    work.changes.conversations.insert(conversation->id);
}

void Incoming::expire(Work& work)
{
    work.stores().earlyChanges.removeReceivedBefore(m_context.nowMs() - kEarlyChangeMs);
}

void Incoming::flushReceipts(Work& work)
{
    for (auto& [recipient, ids] : m_delivered) {
        const Person* const person = m_people.find(recipient.contact);
        for (std::size_t from = 0; person != nullptr && from < ids.size(); from += kReceiptIdsMax) {
            wire::Content content = m_outbox.content(false);
            for (std::size_t i = from; i < std::min(ids.size(), from + kReceiptIdsMax); ++i) {
                content.mutable_receipt()->add_delivered(ids[i]);
            }
            m_outbox.addFor(work, *person, crypto::DeviceId(recipient.device.bytes), content);
        }
        work.afterwards([this, contact = recipient.contact] { m_outbox.kickReceipts(contact); });
    }
    m_delivered.clear();
}

} // namespace sotto::core
