#include "app/cli/session.h"

#include "app/cli/contact_choice.h"
#include "app/cli/event_wait.h"
#include "app/cli/iso_time.h"
#include "app/cli/keychain_key.h"

#include <algorithm>

namespace sotto::cli {

using core::ConnectionState;
using core::Problem;
using core::ProblemKind;
using crypto::Result;
using crypto::SecretBytes;
using crypto::Unexpected;
using storage::KeyPlace;

namespace {

/// A relay that is being restarted is back within this time; a script waits no longer for one that
/// is not there.
constexpr qint64 kRefusedMs = 1'500;
/// One that does not even refuse: as long as a connection may take (LinkTimings::connectMs).
constexpr qint64 kSilentMs = 30'000;
/// Connected, and nothing comes or goes although something should.
constexpr qint64 kStalledMs = 60'000;

/// Receipts of a call that ends wait for no longer: its connection ends soon after and tells a
/// watcher as much. A call that stays waits as the window does.
constexpr std::uint32_t kReceiptDelayMs = 500;

core::Environment environmentOf(const Invocation& invocation, crypto::Random& random,
                                core::Clock& clock)
{
    core::Environment environment{random, clock, {}};
    if (!invocation.hasFlag("follow")) {
        environment.receiptDelayMaxMs = kReceiptDelayMs;
    }
    bool isNumber = false;
    const int asked = qEnvironmentVariableIntValue("SOTTO_RECEIPT_DELAY", &isNumber);
    if (isNumber) {
        environment.receiptDelayMaxMs =
            std::min(static_cast<std::uint32_t>(std::max(asked, 0)), environment.receiptDelayMaxMs);
    }
    environment.receiptDelayMinMs =
        std::min(environment.receiptDelayMinMs, environment.receiptDelayMaxMs / 10);
    return environment;
}

Refusal refused(ProblemKind kind)
{
    return refusalOf(Problem{kind, {}});
}

/// What a Problem refuses, as a Refusal.
template <class T> Result<T, Refusal> told(Result<T, Problem> result)
{
    if (!result) {
        return Unexpected(refusalOf(result.error()));
    }
    return std::move(*result);
}

Result<void, Refusal> told(const Result<void, Problem>& result)
{
    if (!result) {
        return Unexpected(refusalOf(result.error()));
    }
    return {};
}

} // namespace

Session::Session(core::Profile profile, storage::Database database, const Invocation& invocation)
    : m_profile(std::move(profile))
    , m_environment(environmentOf(invocation, m_random, m_clock))
    , m_client(std::make_unique<core::Client>(std::move(database), m_environment))
    , m_output(invocation.json)
{
    m_client->onConnection = [this](const core::Connection& connection) { follow(connection); };
    m_client->onChanged = [this](const core::Changes&) {
        m_changed = true;
        m_progress.start();
    };
    m_client->onVaultState = [this] { m_progress.start(); };
    m_client->onAccountTrouble = [this](const Problem& problem) {
        if (std::ranges::find(m_troubles, problem.kind, &Problem::kind) == m_troubles.end()) {
            m_troubles.push_back(problem);
        }
    };
    m_client->onRemoved = [this] { m_removed = true; };
    m_client->onFailed = [this](const Problem& problem) { m_failure = problem; };
}

Session::~Session() = default;

Result<std::unique_ptr<Session>, Refusal>
Session::open(const Invocation& invocation, const std::optional<SecretBytes>& passphrase)
{
    const AccountNeed need = invocation.verb->account;
    std::error_code unreadable;
    if (need == AccountNeed::HasOne &&
        !std::filesystem::is_directory(invocation.profile, unreadable)) {
        return Unexpected(refused(ProblemKind::NoAccount));
    }
    SOTTO_TRY(profile, told(core::Profile::take(invocation.profile)));
    SOTTO_TRY(place, told(profile.keyPlace()));
    if (need == AccountNeed::HasOne && !profile.hasDatabase()) {
        return Unexpected(refused(ProblemKind::NoAccount));
    }
    crypto::SystemRandom random;
    SOTTO_TRY(databaseKey, key(profile, place, need, passphrase, random));
    SOTTO_TRY(database, told(profile.openDatabase(databaseKey, storage::OpenMode::ReadWrite)));
    std::unique_ptr<Session> session(
        new Session(std::move(profile), std::move(database), invocation));
    if (session->client().hasAccount() != (need == AccountNeed::HasOne)) {
        return Unexpected(refused(need == AccountNeed::HasOne ? ProblemKind::NoAccount
                                                              : ProblemKind::AccountExists));
    }
    return session;
}

Result<storage::DatabaseKey, Refusal> Session::key(core::Profile& profile, KeyPlace place,
                                                   AccountNeed need,
                                                   const std::optional<SecretBytes>& passphrase,
                                                   crypto::Random& random)
{
    switch (place) {
    case KeyPlace::Passphrase:
        if (!passphrase) {
            Refusal refusal = refused(ProblemKind::PassphraseNeeded);
            refusal.reason += " Give it with --passphrase-file or in SOTTO_PASSPHRASE.";
            return Unexpected(std::move(refusal));
        }
        return told(profile.keyFromPassphrase(passphrase->view(), random));
    case KeyPlace::Keychain:
    case KeyPlace::File:
        break;
    case KeyPlace::None: {
        storage::DatabaseKey made = core::Profile::newKey(random);
        if (passphrase) {
            SOTTO_CHECK(
                told(profile.keepUnder(made, passphrase->view(), core::kPassphraseCost, random)));
            return made;
        }
        SOTTO_TRY(isKept, keepInKeychain(profile, made, random));
        if (isKept) {
            return made;
        }
        SOTTO_CHECK(told(profile.keepInFile(made, random)));
        Output::note(
            "Without a passphrase and without a keychain, what opens this profile lies in " +
            (profile.folder() / "key").string() + ", readable by its owner alone.");
        return made;
    }
    }
    SOTTO_TRY(kept, place == KeyPlace::Keychain ? keyInKeychain(profile, random)
                                                : told(profile.keyFromFile()));
    if (passphrase && need == AccountNeed::MakesOne) {
        // An earlier call ended between its key and its account. What keychain or file still hold
        // opens nothing then: without a database the key is a new one, else the database changes.
        const storage::DatabaseKey made = profile.hasDatabase() ? storage::DatabaseKey(kept.view())
                                                                : core::Profile::newKey(random);
        SOTTO_CHECK(
            told(profile.keepUnder(made, passphrase->view(), core::kPassphraseCost, random)));
        return storage::DatabaseKey(made.view());
    }
    if (passphrase) {
        Output::note("This profile was made without a passphrase and opens without one.");
    }
    return kept;
}

Result<storage::Contact, Refusal> Session::contact(std::string_view text)
{
    const auto choose = [&] {
        return chooseContact(storage::ContactStore(database()).all(), text);
    };
    auto chosen = choose();
    if (chosen || chosen.error().name != core::nameOf(ProblemKind::NoSuchContact)) {
        return chosen;
    }
    const auto contacts = storage::ContactStore(database()).all();
    const bool awaited = std::ranges::any_of(contacts, [](const storage::Contact& contact) {
        return contact.standing == storage::ContactStanding::Asked;
    });
    if (!awaited) {
        return chosen;
    }
    SOTTO_CHECK(settle());
    return choose();
}

void Session::start()
{
    if (!m_started) {
        m_started = true;
        m_offline.start();
        m_progress.start();
        m_client->start();
    }
}

void Session::follow(const core::Connection& connection)
{
    const bool wasOnline = m_connection.state == ConnectionState::Online;
    // Before there is an account there is nothing to be reached.
    const bool begins = m_connection.state == ConnectionState::Stopped &&
                        connection.state != ConnectionState::Stopped;
    if ((wasOnline && connection.state != ConnectionState::Online) || begins) {
        m_offline.start();
    }
    if (connection.state == ConnectionState::Online || connection.backlog != m_connection.backlog) {
        m_progress.start();
    }
    m_connection = connection;
    m_wasOnline = m_wasOnline || connection.state == ConnectionState::Online;
}

Result<void, Refusal> Session::settle()
{
    start();
    m_progress.start();
    // Once it was so is enough: the next moment may bring something new.
    bool isDone = false;
    const auto isOver = [&] {
        isDone = isSettled();
        return isDone || isCopied() || isOutOfReach() || m_progress.hasExpired(kStalledMs);
    };
    SOTTO_TRY(ended, wait(isOver, -1));
    if (!isCopied() && (!ended || !isDone)) {
        return Unexpected(unreachable());
    }
    return checkStanding();
}

Result<void, Refusal> Session::checkStanding() const
{
    if (isCopied()) {
        return Unexpected(refused(ProblemKind::DeviceCopied));
    }
    if (m_client->isShutOut()) {
        return Unexpected(refused(ProblemKind::DeviceShutOut));
    }
    return {};
}

bool Session::isCopied() const
{
    return m_client->vaultState().isCopied;
}

bool Session::isSettled() const
{
    return m_connection.state == ConnectionState::Online && m_client->isIdle();
}

bool Session::isOutOfReach() const
{
    switch (m_connection.state) {
    case ConnectionState::Online:
        return false;
    case ConnectionState::Refused:
        return true;
    case ConnectionState::Offline:
        return m_offline.hasExpired(kRefusedMs);
    case ConnectionState::Stopped:
    case ConnectionState::Connecting:
        break;
    }
    return m_offline.hasExpired(kSilentMs);
}

Refusal Session::unreachable() const
{
    const bool isExplained =
        m_connection.state == ConnectionState::Refused && !m_connection.explanation.empty();
    return {ExitStatus::Unreachable, core::nameOf(ProblemKind::RelayUnreachable),
            isExplained ? m_connection.explanation : "The relay cannot be reached."};
}

Result<bool, Refusal> Session::wait(const std::function<bool()>& done, int mostMs)
{
    const bool answer =
        waitFor([&] { return m_failure.has_value() || m_removed || done(); }, mostMs);
    if (m_failure) {
        return Unexpected(refusalOf(*m_failure));
    }
    if (m_removed && !done()) {
        return Unexpected(Refusal{ExitStatus::Refused, "device-removed",
                                  "This device is not part of the account any more. What it had is "
                                  "deleted."});
    }
    return answer;
}

void Session::tellTroubles()
{
    for (const Problem& trouble : std::exchange(m_troubles, {})) {
        m_output.warn(core::nameOf(trouble.kind), core::explain(trouble).toStdString());
    }
    const storage::Milliseconds asOf = m_wasOnline && m_client ? m_client->vaultState().asOf : 0;
    if (asOf > 1) {
        m_output.warnAsOf(isoTime(asOf));
    }
}

Result<void, Refusal> Session::wipe()
{
    m_client.reset();
    return told(m_profile.wipe());
}

bool Session::takeChanged()
{
    return std::exchange(m_changed, false);
}

} // namespace sotto::cli
