#include "app/core/devices/own_devices.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/device_reach.h"

#include <QSysInfo>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "devices";
constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;
/// Tokens before the present one that an own device may still have: as often as somebody is blocked
/// while it is away.
constexpr int kFormerTokens = 8;
/// Who is ended, and does not answer, is told again before a relay drops what it was told, for half
/// a year.
constexpr storage::Milliseconds kTellEndAgainMs = 20 * kDayMs;
constexpr std::uint32_t kTellEndMax = 9;
/// A shared key that is needed is looked for each 20 seconds, and asked for each time twice as much
/// later, up to each hour: who is away for a month finds some hundred envelopes, of the thousands
/// for which a mailbox has room.
constexpr int kAsksAfterMost = 180;

/// All that makes a new list of devices: who is in it, with which keys, and who may act.
std::string listOf(const crypto::DeviceRecord& device)
{
    return fieldOf(device.id.view()) + fieldOf(device.keys.signing.view()) +
           static_cast<char>(device.status);
}

std::string listOf(const crypto::DeviceLog& log)
{
    std::string out;
    for (const crypto::DeviceRecord& device : log.state().devices) {
        out += listOf(device);
    }
    return out;
}

/// Who was suspended, or is gone, since the log had that list. Devices keep their places in it.
std::vector<crypto::DeviceId> endedSince(std::string_view list, const crypto::DeviceLog& log)
{
    std::vector<crypto::DeviceId> out;
    for (const crypto::DeviceRecord& device : log.state().devices) {
        const std::string now = listOf(device);
        const std::string_view before = list.substr(0, now.size());
        list.remove_prefix(before.size());
        if (!before.empty() && before.back() != now.back() &&
            device.status != crypto::DeviceStatus::Active) {
            out.push_back(device.id);
        }
    }
    return out;
}

bool isSameReach(const wire::DeviceReach& a, const wire::DeviceReach& b)
{
    return a.relay() == b.relay() && a.mailbox() == b.mailbox() &&
           a.bundle_key() == b.bundle_key() && a.card_key() == b.card_key() &&
           a.record_key() == b.record_key() && a.vault_key() == b.vault_key();
}

} // namespace

OwnDevices::OwnDevices(Ground ground)
    : m_ground(ground)
{
    StoredAccount& things = m_ground.things.account();
    things.onDevice = [this](Work& work, const std::string&) {
        work.afterwards([this] { refreshSoon(); });
    };
    things.isReachGood = [this](const wire::VaultDevice& said) {
        // Whoever is not in the log yet may be the next one in it.
        const auto device = fixedOf<crypto::DeviceId>(said.device());
        return !device || m_ground.own.log().state().find(*device) == nullptr ||
               verifyReach(said, m_ground.own.log());
    };
    m_ground.incoming.onOwnKey = [this](Work& work, const crypto::DeviceId& device,
                                        std::optional<crypto::SharedKey> key) {
        takeOwnKey(work, device, std::move(key));
    };
    m_ground.incoming.onOwnLog = [this](Work& work, const crypto::LogReference& log) {
        takeOwnLog(work, log);
    };
    m_ground.objects.onSettled = [this] { refreshSoon(); };
    m_ground.objects.onLog = [this](Work& work, bool isOurs) { noticeLog(work, isOurs); };
}

void OwnDevices::load()
{
    loadState();
    RelayAccountHead* const head = m_ground.objects.head();
    head->onKey = [this, before = std::move(head->onKey)](const crypto::SharedKey& key,
                                                          bool isOurs) {
        if (before) {
            before(key, isOurs);
        }
        takeKey(key, isOurs);
    };
    head->onKeyNeeded = [this](crypto::Epoch epoch) { askForKey(epoch); };
}

void OwnDevices::loadState()
{
    m_state.Clear();
    if (const auto stored = m_ground.context.stores.state.find(kRow)) {
        if (!m_state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
            throw storage::StorageFailure(storage::FailureKind::Damaged, "the own devices");
        }
        return;
    }
    m_state.set_key_day(today());
    m_state.set_list(listOf(m_ground.own.log()));
    m_state.set_swept(static_cast<std::uint32_t>(m_ground.own.log().entries().size()));
    // Who has just come makes the list another one.
    if (m_ground.own.log().state().devices.size() > 1) {
        m_state.set_rotate_epoch(m_ground.own.sharedKey().epoch());
        m_state.set_rotate_here(m_ground.own.cardWaits());
    }
}

void OwnDevices::start()
{
    m_started = true;
    m_wrote = false;
    rotateInTurn();
    refreshSoon();
}

void OwnDevices::stop()
{
    m_started = m_rotating = false;
    ++m_rotationTurn;
}

void OwnDevices::store(Work& work)
{
    work.stores().state.put(kRow, serialized(m_state).view());
}

std::uint32_t OwnDevices::today() const
{
    return static_cast<std::uint32_t>(m_ground.context.nowMs() / kDayMs);
}

std::vector<crypto::DeviceId> OwnDevices::others() const
{
    std::vector<crypto::DeviceId> out;
    for (const crypto::DeviceRecord& device : m_ground.own.log().state().devices) {
        if (device.status == crypto::DeviceStatus::Active && device.id != m_ground.own.device()) {
            out.push_back(device.id);
        }
    }
    return out;
}

int OwnDevices::placeAmongActive() const
{
    int out = 0;
    for (const crypto::DeviceRecord& device : m_ground.own.log().state().devices) {
        if (device.id == m_ground.own.device()) {
            break;
        }
        out += device.status == crypto::DeviceStatus::Active ? 1 : 0;
    }
    return out;
}

// ---- what is known of each other ---------------------------------------------------------------

void OwnDevices::refreshSoon()
{
    if (m_started && !std::exchange(m_refreshIsDue, true)) {
        m_ground.context.later(0, [this] {
            m_refreshIsDue = false;
            if (m_started && m_ground.own.exists()) {
                refresh();
            }
        });
    }
}

void OwnDevices::refresh()
{
    const std::uint32_t introduction = m_ground.own.introduction();
    Work work(m_ground.context);
    keepOwnReach(work);
    keepOthers(work);
    keepSelf(work);
    answerAsked(work);
    if (onRefresh) {
        onRefresh(work);
    }
    store(work);
    if (m_ground.own.introduction() != introduction) {
        m_ground.outbox.introduceAll(work);
        work.afterwards([this] { m_ground.outbox.kickAll(); });
    }
    work.commit();
    rotateIfDue();
    if (onChanged) {
        onChanged();
    }
}

void OwnDevices::keepOwnReach(Work& work)
{
    if (!m_ground.mailboxes.hasAny()) {
        return;
    }
    const OwnAccount& own = m_ground.own;
    StoredAccount& things = m_ground.things.account();
    const std::string id = fieldOf(own.device().view());
    const auto stored = things.device(work, id);
    const wire::Mailbox& mailbox = m_ground.mailboxes.state().mailboxes(0);
    wire::DeviceReach reach;
    reach.set_number(stored ? stored->reach().number() + 1 : 1);
    reach.set_relay(mailbox.relay());
    reach.set_mailbox(mailbox.id());
    reach.set_bundle_key(mailbox.bundle_key());
    reach = signReach(std::move(reach), own.id(), own.device(), own.keys().signing(),
                      m_ground.objects.listKeys());
    if (!stored || !isSameReach(stored->reach(), reach) || !verifyReach(*stored, own.log())) {
        things.setDeviceReach(work, id, std::move(reach));
    }
    if (!stored || !stored->has_name()) {
        const std::string host = cleanName(QSysInfo::machineHostName().toStdString());
        things.setDeviceName(work, id, own.deviceName().empty() ? host : own.deviceName());
    }
    things.setDeviceSeen(work, id, today() * static_cast<std::uint64_t>(kDayMs));
}

void OwnDevices::keepOthers(Work& work)
{
    OwnAccount& own = m_ground.own;
    for (const crypto::DeviceId& id : others()) {
        const auto said = m_ground.things.account().device(work, fieldOf(id.view()));
        if (!said || !verifyReach(*said, own.log()) || !mailboxOf(said->reach())) {
            continue;
        }
        wire::OtherDevice reach;
        reach.set_device(said->device());
        reach.set_relay(said->reach().relay());
        reach.set_mailbox(said->reach().mailbox());
        reach.set_bundle_key(said->reach().bundle_key());
        const auto isKnown = [&](const wire::OtherDevice& known) {
            return known.SerializeAsString() == reach.SerializeAsString();
        };
        if (std::ranges::none_of(own.otherDevices(), isKnown)) {
            own.setReach(work, reach);
        }
    }
}

void OwnDevices::keepToken()
{
    const std::string& token = m_ground.own.token(0);
    if (m_state.token() == token) {
        return;
    }
    if (!m_state.token().empty()) {
        m_state.add_former_tokens(m_state.token());
    }
    if (m_state.former_tokens_size() > kFormerTokens) {
        m_state.mutable_former_tokens()->DeleteSubrange(0, 1);
    }
    m_state.set_token(token);
    m_tokenTries.clear();
    if (onTokens) {
        onTokens();
    }
}

void OwnDevices::keepSelf(Work& work)
{
    keepToken();
    Person& self = m_ground.people.self(work);
    self.row.hold = storage::SendingHold::None;
    self.mailboxes.clear();
    for (const wire::OtherDevice& other : m_ground.own.otherDevices()) {
        wire::DeviceReach reach;
        reach.set_relay(other.relay());
        reach.set_mailbox(other.mailbox());
        reach.set_bundle_key(other.bundle_key());
        if (auto mailbox = mailboxOf(reach)) {
            self.mailboxes.push_back(std::move(*mailbox));
        }
    }
    // Who was ended before it was known how to reach him is told as well.
    for (const crypto::DeviceRecord& device : m_ground.own.log().state().devices) {
        const auto said = device.status == crypto::DeviceStatus::Active
                              ? std::nullopt
                              : m_ground.things.account().device(work, fieldOf(device.id.view()));
        auto mailbox = said && verifyReach(*said, m_ground.own.log()) ? mailboxOf(said->reach())
                                                                      : std::nullopt;
        const auto isKnown = [&](const crypto::ContactMailbox& known) {
            return known.mailbox == mailbox->mailbox;
        };
        if (mailbox && std::ranges::none_of(self.mailboxes, isKnown)) {
            self.mailboxes.push_back(std::move(*mailbox));
        }
    }
    self.state.set_token(m_state.token());
    m_ground.people.store(work, self);
    work.afterwards([this, id = self.row.id] { m_ground.outbox.kick(id); });
}

void OwnDevices::tokenRefused(const crypto::DeviceId& device)
{
    // The lane tries again by itself, later each time.
    ++m_tokenTries[device];
}

std::string OwnDevices::tokenFor(const crypto::DeviceId& device) const
{
    // What an ended device knew when it was ended; then the present one, and those before it, the
    // newest first.
    const auto former = static_cast<std::size_t>(m_state.former_tokens_size());
    const auto tries = m_tokenTries.find(device);
    const std::size_t tried = tries == m_tokenTries.end() ? 0 : tries->second;
    const auto ended =
        std::find_if(m_state.ended().begin(), m_state.ended().end(),
                     [id = fieldOf(device.view())](const auto& one) { return one.device() == id; });
    const bool isEnded = ended != m_state.ended().end();
    if (isEnded && tried == 0) {
        return ended->token();
    }
    const std::size_t turn = (tried - (isEnded ? 1 : 0)) % (former + 1);
    return turn == 0 ? m_state.token() : m_state.former_tokens(static_cast<int>(former - turn));
}

void OwnDevices::noticeLog(Work& work, bool isOurs)
{
    Person& self = m_ground.people.self(work);
    const std::string list = listOf(m_ground.own.log());
    if (list != m_state.list()) {
        const std::vector<crypto::DeviceId> ended = endedSince(m_state.list(), m_ground.own.log());
        m_state.set_list(list);
        m_state.set_rotate_epoch(m_ground.own.sharedKey().epoch());
        m_state.set_rotate_here(m_state.rotate_here() || isOurs);
        forgetReturned();
        for (const crypto::DeviceId& device : ended) {
            if (device != m_ground.own.device()) {
                noticeEnd(work, self, device, isOurs);
            }
        }
        store(work);
        rotateInTurn();
    }
    if (onLog) {
        onLog(work);
    }
    work.afterwards([this] { refreshSoon(); });
}

void OwnDevices::forgetReturned()
{
    auto& ended = *m_state.mutable_ended();
    ended.erase(std::remove_if(ended.begin(), ended.end(),
                               [this](const auto& one) {
                                   return m_ground.own.log().statusOf(*fixedOf<crypto::DeviceId>(
                                              one.device())) == crypto::DeviceStatus::Active;
                               }),
                ended.end());
}

void OwnDevices::noticeEnd(Work& work, Person& self, const crypto::DeviceId& device, bool isOurs)
{
    m_ground.outbox.dropDevice(work, self, device);
    const std::string id = fieldOf(device.view());
    if (std::none_of(m_state.ended().begin(), m_state.ended().end(),
                     [&](const auto& ended) { return ended.device() == id; })) {
        wire::EndedDevice& ended = *m_state.add_ended();
        ended.set_device(id);
        ended.set_token(m_state.token());
    }
    if (!isOurs) {
        return;
    }
    // What it could post with is refused from now on, and no card is for the keys that it has. But
    // the vault says the new ones by a shared key that it has as well: so there are others yet.
    renewSecrets(work);
    m_state.set_secrets_due(true);
    const auto log = crypto::LogReference::of(m_ground.own.log(), nullptr);
    if (!log) {
        return;
    }
    // All that still goes there, since it cannot read anything else any more.
    wire::Content content = m_ground.outbox.content(true);
    content.mutable_own_log()->set_log(fieldOf(log->serialize().view()));
    m_ground.outbox.addFor(work, self, device, content);
    work.afterwards([this, id = self.row.id] { m_ground.outbox.kick(id); });
}

void OwnDevices::renewSecrets(Work& work)
{
    for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        m_ground.own.renewToken(work, static_cast<crypto::TokenCohort>(cohort));
    }
    // With the tokens the Introduction is another one already.
    m_ground.people.renewSlotKeys(work);
}

void OwnDevices::takeOwnLog(Work& work, const crypto::LogReference& shown)
{
    OwnAccount& own = m_ground.own;
    crypto::DeviceLog log = own.log();
    // Only for who is in it no more; all others hear of the log by the recovery record.
    if (shown.prefix || !log.extend(shown.tail) ||
        log.statusOf(own.device()) == crypto::DeviceStatus::Active) {
        return;
    }
    const std::size_t known = own.log().entries().size();
    std::vector<crypto::Bytes> news;
    for (std::size_t i = known; i < log.entries().size(); ++i) {
        const crypto::ByteView bytes = log.entries()[i].bytes();
        news.emplace_back(bytes.begin(), bytes.end());
    }
    if (!news.empty() && own.extend(work, news)) {
        noticeLog(work, false);
    }
}

// ---- the shared key ----------------------------------------------------------------------------

void OwnDevices::takeKey(const crypto::SharedKey&, bool isOurs)
{
    Work& work = *m_ground.context.running();
    m_state.set_key_day(today());
    m_askedFor = 0;
    // Who was thrown out may have made a key at the same moment: then another one is needed.
    if (isOurs || !m_state.rotate_here()) {
        m_state.clear_rotate_epoch();
        m_state.clear_rotate_here();
    }
    if (isOurs && m_state.secrets_due()) {
        m_state.clear_secrets_due();
        renewSecrets(work);
        m_ground.outbox.introduceAll(work);
        work.afterwards([this] {
            m_ground.outbox.kickAll();
            refreshSoon();
        });
    }
    store(work);
    if (isOurs) {
        for (const crypto::DeviceId& device : others()) {
            sendKey(work, device);
        }
    }
}

void OwnDevices::sendKey(Work& work, const crypto::DeviceId& device)
{
    Person& self = m_ground.people.self(work);
    // An older key that it did not get is of no use to it.
    m_ground.outbox.dropDevice(work, self, device);
    wire::Content content = m_ground.outbox.content(true);
    content.mutable_own_key()->set_shared_key(fieldOf(m_ground.own.sharedKey().serialize().view()));
    m_ground.outbox.addFor(work, self, device, content);
    if (onDropped) {
        onDropped(work, device);
    }
    work.afterwards([this, id = self.row.id] { m_ground.outbox.kick(id); });
}

void OwnDevices::takeOwnKey(Work& work, const crypto::DeviceId& device,
                            std::optional<crypto::SharedKey> key)
{
    if (key) {
        m_ground.objects.head()->offerKey(std::move(*key));
        return;
    }
    m_asked.insert(device);
    answerAsked(work);
}

void OwnDevices::answerAsked(Work& work)
{
    // Only by a log that is known to be the newest one: who asks may have been thrown out.
    if (!m_ground.objects.head()->mayName()) {
        return;
    }
    for (const crypto::DeviceId& device : std::exchange(m_asked, {})) {
        if (m_ground.own.log().statusOf(device) == crypto::DeviceStatus::Active) {
            sendKey(work, device);
        }
    }
}

void OwnDevices::askForKey(crypto::Epoch epoch)
{
    if (epoch != m_askedFor) {
        m_askedFor = epoch;
        m_needed = m_asksAgainAt = 0;
    }
    if (++m_needed < m_asksAgainAt) {
        return;
    }
    m_asksAgainAt = m_needed + std::min(m_needed, kAsksAfterMost);
    m_ground.context.later(0, [this] {
        Work work(m_ground.context);
        Person& self = m_ground.people.self(work);
        for (const crypto::DeviceId& device : others()) {
            if (!isUnsent(self, device, true)) {
                wire::Content content = m_ground.outbox.content(false);
                (void)content.mutable_own_key();
                m_ground.outbox.addFor(work, self, device, content);
            }
        }
        work.afterwards([this, id = self.row.id] { m_ground.outbox.kick(id); });
        work.commit();
    });
}

bool OwnDevices::isUnsent(const Person& self, const crypto::DeviceId& device, bool isQuestion) const
{
    const auto isIt = [isQuestion](const storage::OutboxItem& item) {
        wire::Content content;
        return content.ParseFromArray(item.content.data(), static_cast<int>(item.content.size())) &&
               content.has_own_key() && content.own_key().shared_key().empty() == isQuestion;
    };
    return std::ranges::any_of(
        m_ground.context.stores.outbox.next({self.row.id, storage::DeviceBytes(device.bytes)},
                                            std::numeric_limits<std::int32_t>::max()),
        isIt);
}

bool OwnDevices::isKeyUnsent() const
{
    const Person* const self = m_ground.people.find(m_ground.own.id());
    return self != nullptr && std::ranges::any_of(others(), [&](const crypto::DeviceId& device) {
               return isUnsent(*self, device, false);
           });
}

void OwnDevices::noticeDay()
{
    if (m_state.key_day() < today()) {
        m_wrote = true;
        m_ground.context.later(0, [this] { rotateIfDue(); });
    }
}

void OwnDevices::rotate(Work& work)
{
    m_state.set_rotate_epoch(m_ground.own.sharedKey().epoch());
    m_state.set_rotate_here(true);
    store(work);
    work.afterwards([this] { m_ground.context.later(0, [this] { rotateIfDue(); }); });
}

void OwnDevices::expire(Work& work)
{
    // Relays keep an envelope for 30 days: who was ended while it was away is told again.
    if (const Person* const self = m_ground.people.find(m_ground.own.id())) {
        for (const crypto::DeviceRecord& device : m_ground.own.log().state().devices) {
            if (device.status == crypto::DeviceStatus::Active) {
                continue;
            }
            for (const storage::OutboxItem& item : work.stores().outbox.unacknowledged(
                     {self->row.id, storage::DeviceBytes(device.id.bytes)},
                     std::numeric_limits<RowId>::max(), m_ground.context.nowMs() - kTellEndAgainMs,
                     1)) {
                item.attempts < kTellEndMax ? work.stores().outbox.requeue(item.id)
                                            : work.stores().outbox.remove(item.id);
            }
        }
    }
    refreshSoon();
}

} // namespace sotto::core
