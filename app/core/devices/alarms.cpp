#include "app/core/devices/alarms.h"

#include "crypto/base/labels.h"
#include "crypto/base/writer.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "alarms";
/// A device that joins writes the record a moment after it has fetched it. An alarm has to be there
/// within five seconds.
constexpr int kUseGraceMs = 3'000;
/// Its entry, and the event of the fetch, come on two ways.
constexpr int kExplainMs = 60'000;
/// A use so much later than this device's coming is news in any case: relays keep events for 90
/// days, so what marks the coming may be gone.
constexpr std::uint64_t kSurelyLaterSeconds = 24 * 3600;
/// From the fetch of the record to the version that names the new device.
constexpr std::uint64_t kJoinSeconds = 60;
/// What a hostile relay may make a device keep.
constexpr int kUsesMax = 256;

/// Who left by itself before anybody looked has read what there was all the same.
bool isByWordsAlone(const crypto::DeviceRecord& device)
{
    const bool isJudged = device.status != crypto::DeviceStatus::Active &&
                          device.status != crypto::DeviceStatus::Left;
    return !isJudged && !device.hasStanding();
}

} // namespace

Alarms::Alarms(Place place)
    : m_place(std::move(place))
{}

void Alarms::load()
{
    const auto stored = m_place.context.stores.state.find(kRow);
    if (stored && !m_state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "the alarms");
    }
    if (!stored) {
        m_state.set_judged(static_cast<std::uint32_t>(m_place.own.log().entries().size()));
    }
    m_loaded = true;
}

void Alarms::start()
{
    m_started = true;
    // What was not explained before the program ended is not explained any more.
    raiseUses();
    refresh();
}

void Alarms::stop()
{
    m_started = false;
}

void Alarms::store(Work& work)
{
    work.stores().state.put(kRow, serialized(m_state).view());
}

// ---- uses of the words -------------------------------------------------------------------------

bool Alarms::isPast(const sotto::wire::ObjectEvent& event) const
{
    const crypto::DeviceRecord* const self = m_place.own.log().state().find(m_place.own.device());
    const std::uint64_t came =
        self == nullptr ? 0
                        : m_place.own.log().entries()[self->addedAt].statement().claimed.seconds;
    return event.time() < came + kSurelyLaterSeconds;
}

void Alarms::onRecordEvent(const sotto::wire::ObjectEvent& event)
{
    if (!m_loaded) {
        return;
    }
    const crypto::KeyList* const list = m_place.recordList();
    const auto place = list != nullptr ? list->find(m_place.recordKey()) : std::nullopt;
    switch (event.type()) {
    case sotto::wire::RECOVERY_FETCHED: {
        if (!m_state.is_present() && isPast(event)) {
            return;
        }
        wire::UseOfWords& use = *m_state.add_uses();
        use.set_number(event.number());
        use.set_time(event.time());
        if (m_state.uses_size() > kUsesMax) {
            m_state.mutable_uses()->erase(m_state.uses().begin());
        }
        m_place.context.later(kUseGraceMs, [this] { raiseUses(); });
        break;
    }
    case sotto::wire::LIST_CHANGED:
        if (m_state.is_present() || !place ||
            !list->couldWriteAt(*place, static_cast<std::uint32_t>(std::min<std::uint64_t>(
                                            event.detail(), list->number())))) {
            return;
        }
        m_state.set_is_present(true); // what comes now comes behind this device
        break;
    case sotto::wire::VERSION_STORED:
        // A device that joins writes the record within this time, or not by that use.
        for (wire::UseOfWords& use : *m_state.mutable_uses()) {
            use.set_is_followed(use.is_followed() || event.time() <= use.time() + kJoinSeconds);
        }
        explainUse();
        break;
    default:
        return;
    }
    store(*m_place.context.running());
}

void Alarms::judgeLog()
{
    const auto& entries = m_place.own.log().entries();
    if (m_state.judged() >= entries.size()) {
        return;
    }
    Work work(m_place.context);
    int came = 0;
    for (std::size_t i = m_state.judged(); i < entries.size(); ++i) {
        const crypto::EntryStatement& statement = entries[i].statement();
        if (statement.byRecovery && std::holds_alternative<crypto::AddDeviceBody>(statement.body)) {
            ++came;
        }
    }
    m_state.set_judged(static_cast<std::uint32_t>(entries.size()));
    m_unexplained += came;
    explainUse();
    store(work);
    work.commit();
    if (came > 0) {
        m_place.context.later(kExplainMs,
                              [this, came] { m_unexplained = std::max(0, m_unexplained - came); });
    }
}

/// Each new device stands for one use, the last one before it was written.
void Alarms::explainUse()
{
    for (int i = m_state.uses_size(); i-- > 0 && m_unexplained > 0;) {
        if (m_state.uses(i).is_followed()) {
            m_state.mutable_uses()->DeleteSubrange(i, 1);
            --m_unexplained;
        }
    }
}

bool Alarms::isIdle() const
{
    return !m_started || std::all_of(m_state.uses().begin(), m_state.uses().end(),
                                     [](const wire::UseOfWords& use) { return use.is_raised(); });
}

void Alarms::raiseUses()
{
    const auto isDue = [](const wire::UseOfWords& use) { return !use.is_raised(); };
    if (!m_loaded || std::none_of(m_state.uses().begin(), m_state.uses().end(), isDue)) {
        return;
    }
    m_place.context.guard([&] {
        Work work(m_place.context);
        for (wire::UseOfWords& use : *m_state.mutable_uses()) {
            use.set_is_raised(true);
        }
        store(work);
        work.commit();
    });
    refresh();
}

AlarmId Alarms::idOf(const wire::UseOfWords& use)
{
    crypto::Writer event(16);
    event.u64(use.number()).u64(use.time());
    return crypto::Hasher(crypto::labels::kAlarm).update(std::move(event).take()).finish();
}

// ---- what there is -----------------------------------------------------------------------------

void Alarms::refresh()
{
    if (!m_loaded) {
        return;
    }
    judgeLog();
    std::vector<AlarmId> now;
    for (const Alarm& alarm : all()) {
        now.push_back(alarm.id);
    }
    if (now != m_told) {
        m_told = std::move(now);
        if (onChanged) {
            onChanged();
        }
    }
}

std::vector<Alarm> Alarms::all() const
{
    std::vector<Alarm> out;
    if (m_loaded) {
        addUses(out);
        addFromLog(out);
        std::ranges::stable_sort(out, {}, &Alarm::when);
    }
    return out;
}

std::optional<Alarm> Alarms::find(const AlarmId& id) const
{
    const std::vector<Alarm> alarms = all();
    const auto at = std::ranges::find(alarms, id, &Alarm::id);
    return at == alarms.end() ? std::nullopt : std::optional(*at);
}

void Alarms::addFromLog(std::vector<Alarm>& out) const
{
    const crypto::DeviceLog& log = m_place.own.log();
    const crypto::DeviceRecord* const self = log.state().find(m_place.own.device());
    const auto add = [&](AlarmKind kind, std::size_t entry, std::optional<crypto::DeviceId> about) {
        const AlarmId id(log.entries()[entry].hash().view());
        if (!isDismissed(id)) {
            out.push_back(
                {id, kind, about, about ? nameOf(*about) : std::string(), claimed(entry)});
        }
    };
    for (const crypto::DeviceRecord& device : log.state().devices) {
        // Who came before this one is for it to judge.
        if (self != nullptr && isByWordsAlone(device) && device.addedAt > self->addedAt) {
            add(AlarmKind::DeviceAdded, device.addedAt, device.id);
        }
    }
    for (const crypto::PendingChange& change : log.state().pending) {
        if (change.byDevice == m_place.own.device()) {
            continue;
        }
        if (const auto* removal = std::get_if<crypto::RemoveDeviceBody>(&change.change)) {
            add(AlarmKind::RemovalAsked, change.sequence, removal->target);
        } else {
            add(AlarmKind::WordsReplacing, change.sequence, change.byDevice);
        }
    }
}

void Alarms::addUses(std::vector<Alarm>& out) const
{
    for (const wire::UseOfWords& use : m_state.uses()) {
        if (use.is_raised()) {
            const std::uint64_t when = std::min(use.time(), m_place.context.now().seconds);
            out.push_back({idOf(use), AlarmKind::WordsUsed, std::nullopt, std::string(),
                           static_cast<storage::Milliseconds>(when) * 1000});
        }
    }
}

std::string Alarms::nameOf(const crypto::DeviceId& device) const
{
    const auto bytes = m_place.context.stores.vault.state(
        static_cast<std::uint16_t>(ThingType::Device), fieldOf(device.view()));
    wire::VaultDevice known;
    return bytes && known.ParseFromArray(bytes->data(), static_cast<int>(bytes->size()))
               ? known.name().name()
               : std::string();
}

storage::Milliseconds Alarms::claimed(std::size_t entry) const
{
    const std::uint64_t said = m_place.own.log().entries()[entry].statement().claimed.seconds;
    const std::uint64_t now = m_place.context.now().seconds;
    return static_cast<storage::Milliseconds>(std::min(said, now)) * 1000;
}

bool Alarms::isDismissed(const AlarmId& id) const
{
    return std::ranges::find(m_state.dismissed(), fieldOf(id.view())) != m_state.dismissed().end();
}

void Alarms::settle(Work& work, const Alarm& alarm)
{
    auto& uses = *m_state.mutable_uses();
    const auto isIt = [&](const wire::UseOfWords& use) { return idOf(use) == alarm.id; };
    if (alarm.kind == AlarmKind::WordsUsed) {
        uses.erase(std::remove_if(uses.begin(), uses.end(), isIt), uses.end());
    } else {
        m_state.add_dismissed(fieldOf(alarm.id.view()));
    }
    store(work);
    work.changes.account = true;
}

} // namespace sotto::core
