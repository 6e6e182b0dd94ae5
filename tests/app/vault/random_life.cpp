#include "tests/app/vault/random_life.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/settings.h"

namespace sotto::test {

using namespace core;
using storage::ContactStanding;
using storage::MessageKind;
using storage::MessageState;

namespace {

constexpr storage::Milliseconds kNow = 1'800'000'000'000;
constexpr storage::Milliseconds kYear = std::int64_t{365} * 24 * 3600 * 1000;
/// Rounds in which all read and say: each thing needs a few until nobody has news.
constexpr int kRounds = 40;

void changed(Work& work, const storage::Message& message, ChangedMessage::What what)
{
    work.changes.messages.push_back({message.conversation, message.id, what});
    work.changes.conversations.insert(message.conversation);
}

} // namespace

RandomLife::RandomLife(unsigned seed, std::size_t devices, std::size_t friends)
    : m_random(seed)
    , m_recovery([seed] {
        DeterministicRandom random(seed);
        return crypto::SigningKey::generate(random);
    }())
{
    for (std::size_t i = 0; i < friends; ++i) {
        m_friends.push_back(std::make_unique<Friend>(seed * 100 + i));
    }
    for (std::size_t i = 0; i < devices; ++i) {
        addDevice();
    }
}

OwnDeviceStores& RandomLife::addDevice()
{
    const std::size_t index = m_devices.size();
    // Clocks that differ by a little, by days, and by a year.
    const storage::Milliseconds skews[] = {0, 90'000, -3 * 24 * 3600'000, kYear};
    m_devices.push_back(std::make_unique<OwnDeviceStores>(1'000 + index, kNow + skews[index % 4]));
    m_readers.emplace_back();
    if (index == 0) {
        m_devices[0]->create(m_recovery);
    } else {
        m_devices[index]->join(*m_devices[0], m_recovery);
    }
    return *m_devices.back();
}

Person* RandomLife::somebody(OwnDeviceStores& device)
{
    auto& people = device.people.all();
    if (people.empty()) {
        return nullptr;
    }
    auto at = people.begin();
    std::advance(at, below(people.size()));
    return &at->second;
}

std::optional<storage::Conversation> RandomLife::someConversation(OwnDeviceStores& device)
{
    const Person* const person = below(5) == 0 ? nullptr : somebody(device);
    return person == nullptr ? device.context.stores.conversations.findNotes()
                             : device.context.stores.conversations.findByContact(person->row.id);
}

std::optional<storage::Message> RandomLife::someMessage(OwnDeviceStores& device)
{
    const auto conversation = someConversation(device);
    if (!conversation) {
        return std::nullopt;
    }
    const auto messages = device.context.stores.messages.newest(conversation->id, 12);
    return messages.empty() ? std::nullopt : std::optional(messages[below(messages.size())]);
}

void RandomLife::meet(OwnDeviceStores& device, Friend& other)
{
    Person* const known = device.people.find(other.id());
    if (known != nullptr && known->row.standing != ContactStanding::Gone) {
        return;
    }
    core::wire::Content request = other.content(static_cast<std::uint64_t>(device.clock.ms));
    request.mutable_request()->set_invite_token(std::string(32, 'i'));
    *request.mutable_request()->mutable_introduction() = other.introduction();
    device.change([&](Work& work) {
        device.incoming.takeRequest(work, {other.id(), other.device()}, request, {});
        if (below(2) == 0) {
            device.incoming.befriend(work, *device.people.find(other.id()));
        }
    });
}

void RandomLife::someoneWrites(OwnDeviceStores& device, Friend& from)
{
    Person* const person = device.people.find(from.id());
    if (person == nullptr || person->row.standing == ContactStanding::Gone) {
        meet(device, from);
        return;
    }
    if (person->row.standing == ContactStanding::Blocked || !person->log) {
        return;
    }
    core::wire::Content content = from.content(static_cast<std::uint64_t>(device.clock.ms));
    const unsigned what = below(10);
    const auto index = static_cast<std::size_t>(
        std::find_if(m_friends.begin(), m_friends.end(),
                     [&](const auto& known) { return known.get() == &from; }) -
        m_friends.begin());
    const bool again = !m_sent.empty() && below(2) == 0;
    const auto& [author, before] = again ? m_sent[below(m_sent.size())] : std::pair(index, content);
    if (again && author == index && what < 5) {
        // The same one comes to another device as well, seldom with another text.
        content = before;
        if (content.has_text() && below(8) == 0) {
            content.mutable_text()->set_text("another text " + std::to_string(below(3)));
        }
    } else if (again && author == index && before.has_text() && what < 7) {
        content.mutable_edit()->set_target(before.id());
        content.mutable_edit()->mutable_text()->set_text("edited " + std::to_string(m_nextUid++));
    } else if (again && author == index && before.has_text() && what == 7) {
        content.mutable_removal()->set_target(before.id());
    } else {
        content.mutable_text()->set_text("text " + std::to_string(m_nextUid++));
        if (again && author == index) {
            content.mutable_text()->mutable_quoted()->set_account(fieldOf(from.id().view()));
            content.mutable_text()->mutable_quoted()->set_id(before.id());
        }
    }
    const auto sent = std::pair(index, content);
    device.change([&](Work& work) {
        device.incoming.take(work, {*person, from.device()}, content);
    });
    m_sent.push_back(sent);
    if (m_sent.size() > 30) {
        m_sent.erase(m_sent.begin());
    }
}

void RandomLife::friendChanges(OwnDeviceStores& device, Friend& from)
{
    Person* const person = device.people.find(from.id());
    switch (below(6)) {
    case 0:
        from.addDevice();
        break;
    case 1:
        from.rename("Friend " + std::to_string(m_nextUid++));
        break;
    default:
        // As Inbox: whoever is gone or blocked says nothing.
        if (person != nullptr && person->log && person->row.standing != ContactStanding::Gone &&
            person->row.standing != ContactStanding::Blocked) {
            core::wire::Content content = from.content(static_cast<std::uint64_t>(device.clock.ms));
            *content.mutable_introduction_body() = from.introduction();
            device.change([&](Work& work) {
                device.incoming.take(work, {*person, from.device()}, content);
            });
        }
        break;
    }
}

void RandomLife::actOnMessage(OwnDeviceStores& device, Work& work)
{
    const auto message = someMessage(device);
    if (!message) {
        return;
    }
    auto& messages = work.stores().messages;
    switch (below(6)) {
    case 0:
        messages.remove(message->id);
        changed(work, *message, ChangedMessage::What::Removed);
        break;
    case 1:
        if (message->isOwn() && message->kind == MessageKind::Text) {
            messages.setText(message->id, "own edit " + std::to_string(m_nextUid++),
                             std::max(device.clock.ms, message->edited + 1));
            changed(work, *message, ChangedMessage::What::Changed);
        }
        break;
    case 2:
        if (message->isOwn() && message->kind == MessageKind::Text) {
            messages.erase(message->id);
            changed(work, *message, ChangedMessage::What::Changed);
        }
        break;
    default:
        if (message->isOwn() &&
            messages.raiseState(message->id, static_cast<MessageState>(below(5)))) {
            work.changes.messages.push_back(
                {message->conversation, message->id, ChangedMessage::What::Changed, true});
        }
        break;
    }
}

void RandomLife::actOnConversation(OwnDeviceStores& device, Work& work)
{
    auto conversation = someConversation(device);
    if (!conversation) {
        Person* const person = somebody(device);
        if (person != nullptr && below(3) > 0) {
            (void)device.people.conversationOf(work, *person);
        } else if (!work.stores().conversations.findNotes()) {
            work.changes.conversations.insert(work.stores().conversations.add(
                storage::ConversationKind::Notes, storage::kNoRow, device.clock.ms));
        }
        return;
    }
    work.changes.conversations.insert(conversation->id);
    switch (below(9)) {
    case 0:
        conversation->pinned = !conversation->pinned;
        break;
    case 1:
        conversation->mutedUntil = static_cast<storage::Milliseconds>(below(3)) - 1;
        break;
    case 2: {
        conversation->draft = below(3) == 0 ? "" : "draft " + std::to_string(m_nextUid++);
        const auto reply = someMessage(device);
        conversation->draftReply =
            reply && reply->conversation == conversation->id ? reply->id : storage::kNoRow;
        break;
    }
    case 3:
        (void)work.stores().messages.markRead(conversation->id, conversation->newestPosition, 0);
        return;
    case 4:
        if (below(6) == 0) {
            work.stores().conversations.remove(conversation->id);
            work.changes.removedConversations.insert(conversation->contact);
        }
        return;
    default: {
        storage::Message message;
        message.conversation = conversation->id;
        message.uid = device.random.make<storage::MessageUid>();
        message.state =
            conversation->contact == storage::kNoRow ? MessageState::Read : MessageState::Waiting;
        message.sent = message.received = device.clock.ms;
        message.text = "own " + std::to_string(m_nextUid++);
        const auto quoted = someMessage(device);
        if (quoted && quoted->conversation == conversation->id) {
            message.quoted = quoted->id;
        }
        const auto added = work.stores().messages.add(message);
        work.changes.messages.push_back({conversation->id, *added, ChangedMessage::What::Added});
        return;
    }
    }
    work.stores().conversations.update(*conversation);
}

void RandomLife::actOnContact(OwnDeviceStores& device, Work& work)
{
    Person* const person = somebody(device);
    if (person == nullptr) {
        return;
    }
    switch (below(8)) {
    case 0:
        person->row.nickname = below(3) == 0 ? "" : "Nick " + std::to_string(m_nextUid++);
        break;
    case 1:
        person->row.verified = !person->row.verified;
        if (person->log) {
            person->state.set_verification_cleared(person->log->state().verificationCleared);
        }
        break;
    case 2:
        person->state.set_blocked_from(static_cast<std::uint32_t>(person->row.standing));
        person->row.standing = ContactStanding::Blocked;
        break;
    case 3:
        if (person->row.standing == ContactStanding::Asking ||
            person->row.standing == ContactStanding::Blocked) {
            device.incoming.befriend(work, *person);
        }
        break;
    case 4:
        person->row.hold = static_cast<storage::SendingHold>(below(5));
        break;
    case 5:
        if (below(3) == 0) {
            // As Client::decline().
            if (const auto conversation =
                    work.stores().conversations.findByContact(person->row.id)) {
                work.stores().conversations.remove(conversation->id);
                work.changes.conversations.insert(conversation->id);
                work.changes.removedConversations.insert(person->row.id);
            }
            person->row.standing = ContactStanding::Gone;
            person->row.nickname.clear();
            person->row.verified = false;
            person->row.hasPicture = false;
            work.stores().contacts.putPicture(person->row.id, {});
            person->state.clear_granted_token();
            person->state.clear_token();
            person->state.clear_introduction();
        }
        break;
    default:
        // Nothing that others should hear of.
        person->state.set_introduction_queued(person->state.introduction_queued() + 1);
        break;
    }
    device.people.store(work, *person);
}

void RandomLife::actOnAccount(OwnDeviceStores& device, Work& work)
{
    const std::string id = fieldOf(device.own.device().view());
    switch (below(8)) {
    case 0:
        device.own.setProfile(work, "Name " + std::to_string(m_nextUid++), {});
        break;
    case 1:
        device.own.renewToken(work, static_cast<crypto::TokenCohort>(below(4)));
        break;
    case 2:
        device.things.account().setDeviceName(work, id, "Device " + std::to_string(m_nextUid++));
        break;
    case 3: {
        core::wire::DeviceReach reach;
        reach.set_mailbox(std::string(32, 'm'));
        device.things.account().setDeviceReach(work, id, reach);
        break;
    }
    case 4: {
        core::wire::VaultAlarm alarm;
        alarm.set_id(std::string(32, static_cast<char>('a' + below(3))));
        alarm.set_kind(1);
        alarm.set_time_ms(static_cast<std::uint64_t>(device.clock.ms));
        device.things.account().addAlarm(work, alarm);
        break;
    }
    case 5:
        device.things.account().answerAlarm(
            work, std::string(32, static_cast<char>('a' + below(3))), 1 + below(2));
        break;
    default: {
        const std::string_view name = settings::kShared[below(settings::kShared.size())];
        work.stores().settings.put(name, below(2) == 0 ? "on" : "off");
        work.stores().settings.put(settings::kProxyHost, "host " + std::to_string(below(9)));
        work.changes.settings = true;
        break;
    }
    }
}

void RandomLife::say(std::size_t device)
{
    for (std::string& record : m_devices[device]->sayAll()) {
        m_records.push_back(std::move(record));
    }
}

void RandomLife::look(std::size_t device)
{
    Reader& reader = m_readers[device];
    for (; reader.known < m_records.size(); ++reader.known) {
        reader.waiting.push_back(reader.known);
    }
}

void RandomLife::read(std::size_t device)
{
    look(device);
    Reader& reader = m_readers[device];
    for (unsigned left = below(20); left > 0 && !reader.waiting.empty(); --left) {
        const std::size_t at = below(reader.waiting.size());
        m_devices[device]->take(m_records[reader.waiting[at]]);
        // Seldom it comes again, much later.
        if (below(6) > 0) {
            reader.waiting[at] = reader.waiting.back();
            reader.waiting.pop_back();
        }
    }
}

void RandomLife::step()
{
    const std::size_t index = below(m_devices.size());
    OwnDeviceStores& device = *m_devices[index];
    device.clock.ms += below(4) == 0 ? below(2'000) : 0;
    Friend& other = *m_friends[below(m_friends.size())];
    switch (below(12)) {
    case 0:
    case 1:
    case 2:
        someoneWrites(device, other);
        break;
    case 3:
        friendChanges(device, other);
        break;
    case 4:
        device.change([&](Work& work) { actOnMessage(device, work); });
        break;
    case 5:
    case 6:
        device.change([&](Work& work) { actOnConversation(device, work); });
        break;
    case 7:
        device.change([&](Work& work) { actOnContact(device, work); });
        break;
    case 8:
        if (below(4) == 0) {
            device.change([&](Work& work) { actOnAccount(device, work); });
        }
        break;
    case 9:
        say(index);
        break;
    default:
        read(index);
        break;
    }
}

bool RandomLife::settle()
{
    for (int round = 0; round < kRounds; ++round) {
        const std::size_t before = m_records.size();
        for (std::size_t i = 0; i < m_devices.size(); ++i) {
            say(i);
        }
        bool readAny = false;
        for (std::size_t i = 0; i < m_devices.size(); ++i) {
            look(i);
            auto& waiting = m_readers[i].waiting;
            std::shuffle(waiting.begin(), waiting.end(), m_random);
            for (const std::size_t record : waiting) {
                m_devices[i]->take(m_records[record]);
            }
            readAny = readAny || !waiting.empty();
            waiting.clear();
        }
        if (!readAny && m_records.size() == before) {
            return true;
        }
    }
    return false;
}

} // namespace sotto::test
