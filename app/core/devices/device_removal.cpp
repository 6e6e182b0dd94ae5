#include "app/core/devices/device_removal.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/devices/device_claims.h"
#include "crypto/log/log_builder.h"

namespace sotto::core {

namespace {

using crypto::DeviceStatus;
using crypto::LogErrorKind;
using storage::FailureKind;

crypto::Unexpected<Problem> refusal(ProblemKind kind)
{
    return crypto::Unexpected(Problem{.kind = kind});
}

/// Why a wish came to nothing; nothing if it is fulfilled already.
std::optional<ProblemKind> problemOf(LogErrorKind error)
{
    switch (error) {
    case LogErrorKind::UnknownTarget:
    case LogErrorKind::WrongStatus:
    case LogErrorKind::AlreadyPending:
        return std::nullopt;
    case LogErrorKind::NotPermitted:
    case LogErrorKind::AuthorNotActive:
        return ProblemKind::NotSenior;
    case LogErrorKind::SuspensionSpent:
    case LogErrorKind::LastWayBack:
        return ProblemKind::WordsNeeded;
    default:
        return ProblemKind::Internal;
    }
}

/// Who leaves waits so long for what the others need of it to be at their relays.
constexpr int kSendingLookMs = 200;
constexpr int kSendingLooks = 50;
/// What was struck may have met another change of the list.
constexpr int kLookAgainMs = 5'000;

/// What makes keys in the lists somebody's who is not of the account any more.
bool endsSomebody(const crypto::LogEntry& entry)
{
    const crypto::EntryBody& body = entry.statement().body;
    return std::holds_alternative<crypto::SuspendBody>(body) ||
           std::holds_alternative<crypto::RemoveDeviceBody>(body) ||
           std::holds_alternative<crypto::LeaveBody>(body) ||
           std::holds_alternative<crypto::CommitBody>(body) ||
           std::holds_alternative<crypto::ReplaceRecoveryBody>(body);
}

void erase(google::protobuf::RepeatedPtrField<std::string>& from, const std::string& value)
{
    from.erase(std::remove(from.begin(), from.end(), value), from.end());
}

} // namespace

DeviceRemoval::DeviceRemoval(Ground ground)
    : m_ground(ground)
{
    m_ground.devices.onLog = [this](Work& work) { onLog(work); };
    m_ground.devices.onRefresh = [this](Work& work) { strike(work); };
    m_ground.objects.unclaimed = [this] { return unclaimed(); };
}

void DeviceRemoval::load()
{
    const std::string& stored = m_ground.devices.state().sightings();
    if (!stored.empty()) {
        auto sightings = crypto::Sightings::parse(viewOf(stored));
        if (!sightings) {
            throw storage::StorageFailure(FailureKind::Damaged, "sightings of the own log");
        }
        m_sightings = std::move(*sightings);
    }
    m_sightings.note(m_ground.own.log().state(), m_ground.context.now());
}

void DeviceRemoval::start()
{
    m_started = true;
    m_toldGone = m_isWaiting = m_leaving = false;
    m_looks = 0;
    ++m_run;
    if (isGone()) {
        m_ground.context.later(0, [this] { onGone ? onGone() : void(); });
        return;
    }
    if (m_ground.devices.state().leaving()) {
        leaveNow({});
    }
    for (const std::string& id : m_ground.devices.state().removals()) {
        if (const auto device = fixedOf<crypto::DeviceId>(id)) {
            pursue(*device, {});
        }
    }
}

void DeviceRemoval::stop()
{
    m_started = false;
    ++m_run;
}

bool DeviceRemoval::isGone() const
{
    const crypto::LogState& state = m_ground.own.log().state();
    const crypto::DeviceRecord* const self = state.find(m_ground.own.device());
    if (self == nullptr || self->isPresent()) {
        return false;
    }
    // A relay can stamp fourteen days that never were: what this device did not see open for so
    // long it does not act upon.
    return std::ranges::all_of(state.committed, [&](const crypto::CommittedChange& change) {
        const auto* const removal = std::get_if<crypto::RemoveDeviceBody>(&change.change);
        return removal == nullptr || removal->target != self->id ||
               m_sightings.mayActOn(change, m_ground.context.now());
    });
}

bool DeviceRemoval::haveWordsWaited() const
{
    return std::ranges::all_of(
        m_ground.own.log().state().committed, [&](const crypto::CommittedChange& change) {
            return !std::holds_alternative<crypto::ReplaceRecoveryBody>(change.change) ||
                   m_sightings.mayActOn(change, m_ground.context.now());
        });
}

void DeviceRemoval::change(const std::function<void(wire::DevicesState&)>& change)
{
    change(m_ground.devices.state());
    if (Work* const running = m_ground.context.running()) {
        return m_ground.devices.store(*running);
    }
    m_ground.context.guard([&] {
        Work work(m_ground.context);
        m_ground.devices.store(work);
        work.commit();
    });
}

void DeviceRemoval::answerLater(const Done<void>& done, crypto::Result<void, Problem> outcome)
{
    if (done) {
        m_ground.context.later(
            0, [done, outcome = std::move(outcome)]() mutable { done(std::move(outcome)); });
    }
}

// ---- another device ----------------------------------------------------------------------------

void DeviceRemoval::remove(const crypto::DeviceId& device, Done<void> done)
{
    const crypto::LogState& state = m_ground.own.log().state();
    const crypto::DeviceRecord* const target = state.find(device);
    const crypto::DeviceRecord* const self = state.find(m_ground.own.device());
    if (device == m_ground.own.device()) {
        return leave(std::move(done));
    }
    if (target == nullptr || !target->isPresent()) {
        return done(refusal(ProblemKind::NoSuchDevice));
    }
    if (self->status != DeviceStatus::Active || !crypto::LogState::isSenior(*self, *target)) {
        return done(refusal(ProblemKind::NotSenior));
    }
    const std::string id = fieldOf(device.view());
    change([&](wire::DevicesState& wishes) {
        erase(*wishes.mutable_removals(), id);
        wishes.add_removals(id);
    });
    pursue(device, std::move(done));
}

void DeviceRemoval::pursue(const crypto::DeviceId& device, Done<void> done)
{
    if (!m_pursued.insert(device).second) {
        return answerLater(done, {}); // it is under way
    }
    struct Attempt
    {
        bool wasActive = false;
        std::optional<LogErrorKind> refused;
    };
    const auto attempt = std::make_shared<Attempt>();
    m_ground.objects.head()->append(
        [this, device, attempt](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
            const crypto::LogBuilder builder(log, m_ground.context.now());
            const auto author =
                crypto::Authors::oneDevice(m_ground.own.device(), m_ground.own.keys());
            attempt->wasActive = log.statusOf(device) == DeviceStatus::Active;
            auto entry = attempt->wasActive ? builder.suspend(author, device)
                                            : builder.proposeRemoval(author, device);
            if (!entry) {
                attempt->refused = entry.error();
                return std::nullopt;
            }
            attempt->refused.reset();
            return std::move(*entry);
        },
        [this, device, attempt, done](const crypto::Result<void, Problem>& outcome) {
            crypto::Result<void, Problem> result = outcome;
            if (!outcome && attempt->refused) {
                const auto problem = problemOf(*attempt->refused);
                result = problem ? crypto::Result<void, Problem>(refusal(*problem))
                                 : crypto::Result<void, Problem>();
            }
            pursued(device, attempt->wasActive && outcome.has_value(), outcome || attempt->refused,
                    result, done);
        });
}

void DeviceRemoval::pursued(const crypto::DeviceId& device, bool wasActive, bool isDecided,
                            const crypto::Result<void, Problem>& outcome, const Done<void>& done)
{
    m_pursued.erase(device);
    const std::string id = fieldOf(device.view());
    change([&](wire::DevicesState& wishes) {
        if (outcome) {
            erase(*wishes.mutable_struck(), id);
            wishes.add_struck(id);
        }
        // What neither the log nor a relay has answered is wished again at the next start.
        const crypto::DeviceRecord* const known = m_ground.own.log().state().find(device);
        const bool isPresent = known != nullptr && known->isPresent();
        if (!wasActive && (isDecided || !isPresent)) {
            erase(*wishes.mutable_removals(), id);
        }
    });
    if (wasActive) {
        m_ground.context.later(0, [this, device] { pursue(device, {}); });
    }
    m_ground.devices.refreshSoon();
    answerLater(done, outcome);
}

bool DeviceRemoval::isEnded(const crypto::DeviceRecord& device) const
{
    const auto& struck = m_ground.devices.state().struck();
    const std::string id = fieldOf(device.id.view());
    return !device.isPresent() || (device.status == DeviceStatus::Suspended &&
                                   std::find(struck.begin(), struck.end(), id) != struck.end());
}

bool DeviceRemoval::isSweepDue() const
{
    const auto& entries = m_ground.own.log().entries();
    const std::size_t swept = m_ground.devices.state().swept();
    return swept == 0 || std::any_of(entries.begin() + static_cast<std::ptrdiff_t>(
                                                           std::min(swept, entries.size())),
                                     entries.end(), endsSomebody);
}

std::set<crypto::SigningPublicKey>
DeviceRemoval::namedBy(const std::optional<wire::VaultDevice>& said) const
{
    std::set<crypto::SigningPublicKey> out;
    // Who names another device's keys as its own cannot have signed with them.
    if (said && verifyReach(*said, m_ground.own.log())) {
        for (const std::string* const key :
             {&said->reach().card_key(), &said->reach().record_key(), &said->reach().vault_key()}) {
            if (const auto named = fixedOf<crypto::SigningPublicKey>(*key)) {
                out.insert(*named);
            }
        }
    }
    return out;
}

std::optional<AccountObjects::KeyChoice> DeviceRemoval::unclaimed()
{
    const DeviceClaims claims =
        claimsOf(m_ground.context.stores.vault, m_ground.own.log(),
                 [this](const crypto::DeviceRecord& device) { return !isEnded(device); });
    // A device that has just joined says in the vault which keys are its own; one that has not in
    // ten minutes, by a vault of which nothing is missing, has to join again.
    if (claims.areWhole || (m_looks >= kClaimsLooks && m_ground.isVaultRead())) {
        return [claims](const crypto::SigningPublicKey& key) { return !claims.hold(key); };
    }
    waitForClaims();
    return std::nullopt;
}

void DeviceRemoval::waitForClaims()
{
    if (!m_started || std::exchange(m_isWaiting, true)) {
        return;
    }
    m_ground.context.later(claimsLookMs, [this, run = m_run] {
        if (run != m_run) {
            return;
        }
        m_isWaiting = false;
        m_looks += m_ground.isVaultRead() ? 1 : 0;
        m_looks < kClaimsLooks ? waitForClaims() : m_ground.devices.refreshSoon();
    });
}

void DeviceRemoval::strike(Work& work)
{
    const OwnAccount& own = m_ground.own;
    if (own.cardWaits() || own.log().statusOf(own.device()) != DeviceStatus::Active) {
        return;
    }
    std::set<crypto::SigningPublicKey> named;
    for (const crypto::DeviceRecord& device : own.log().state().devices) {
        if (isEnded(device)) {
            named.merge(namedBy(m_ground.things.device(work, fieldOf(device.id.view()))));
        }
    }
    m_ground.objects.strike(
        [&](const crypto::SigningPublicKey& key) { return named.contains(key); });
    const auto goes = isSweepDue() ? unclaimed() : std::nullopt;
    if (!goes) {
        return;
    }
    m_ground.objects.strike(*goes);
    if (m_ground.objects.areStruck(*goes)) {
        m_ground.devices.state().set_swept(static_cast<std::uint32_t>(own.log().entries().size()));
        m_looks = 0;
    } else if (!std::exchange(m_looksAgain, true)) {
        m_ground.context.later(kLookAgainMs, [this] {
            m_looksAgain = false;
            m_ground.devices.refreshSoon();
        });
    }
}

bool DeviceRemoval::strikeKeys(const std::optional<crypto::DeviceId>& device)
{
    if (!device) {
        if (m_ground.devices.state().swept() != 0) {
            change([](wire::DevicesState& wishes) { wishes.set_swept(0); });
            m_ground.devices.refreshSoon();
        }
        return true;
    }
    const std::string id = fieldOf(device->view());
    const auto& struck = m_ground.devices.state().struck();
    if (std::find(struck.begin(), struck.end(), id) == struck.end()) {
        change([&](wire::DevicesState& wishes) { wishes.add_struck(id); });
        m_ground.devices.refreshSoon();
    }
    const auto named = namedBy(m_ground.things.device(id));
    return m_ground.objects.areStruck(
        [&](const crypto::SigningPublicKey& key) { return named.contains(key); });
}

// ---- this device -------------------------------------------------------------------------------

void DeviceRemoval::leave(Done<void> done)
{
    change([](wire::DevicesState& wishes) { wishes.set_leaving(true); });
    leaveNow(std::move(done));
}

void DeviceRemoval::leaveNow(Done<void> done)
{
    if (std::exchange(m_leaving, true)) {
        return answerLater(done, {}); // it is under way
    }
    leaveOnceSent(std::move(done), 0);
}

void DeviceRemoval::leaveOnceSent(Done<void> done, int looks)
{
    const auto refused = std::make_shared<std::optional<LogErrorKind>>();
    const auto isEarly = std::make_shared<bool>(false);
    m_ground.objects.head()->append(
        [this, refused, isEarly,
         looks](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
            // Asked here, behind whatever was decided before.
            *isEarly = m_ground.devices.isKeyUnsent() && looks < kSendingLooks;
            if (*isEarly) {
                return std::nullopt;
            }
            auto entry =
                crypto::LogBuilder(log, m_ground.context.now())
                    .leave(crypto::Authors::oneDevice(m_ground.own.device(), m_ground.own.keys()));
            if (!entry) {
                *refused = entry.error();
                return std::nullopt;
            }
            return std::move(*entry);
        },
        [this, refused, isEarly, done, looks](const crypto::Result<void, Problem>& outcome) {
            if (*isEarly) {
                return m_ground.context.later(kSendingLookMs, [this, done, looks, run = m_run] {
                    if (run == m_run) {
                        leaveOnceSent(done, looks + 1);
                    }
                });
            }
            m_leaving = false;
            change([](wire::DevicesState& wishes) { wishes.set_leaving(false); });
            if (!outcome && *refused) {
                return answerLater(done,
                                   refusal(problemOf(**refused).value_or(ProblemKind::Internal)));
            }
            answerLater(done, outcome);
        });
}

void DeviceRemoval::onLog(Work& work)
{
    m_sightings.note(m_ground.own.log().state(), m_ground.context.now());
    change(
        [&](wire::DevicesState& state) { state.set_sightings(fieldOf(m_sightings.serialize())); });
    if (isGone() && !std::exchange(m_toldGone, true)) {
        work.afterwards(
            [this] { m_ground.context.later(0, [this] { onGone ? onGone() : void(); }); });
    }
}

} // namespace sotto::core
