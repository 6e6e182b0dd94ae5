#pragma once

#include "app/cli/invocation.h"
#include "app/cli/output.h"
#include "app/core/client.h"
#include "app/core/profile.h"

#include <QElapsedTimer>

namespace sotto::cli {

/// An opened profile and its client, for the time of one call.
class Session
{
public:
    /// Takes the profile and opens it with @p passphrase, or with its key from the
    /// keychain or its key file. A verb that makes
    /// an account makes the folder and its key as well; all others refuse where there is none.
    [[nodiscard]] static crypto::Result<std::unique_ptr<Session>, Refusal>
    open(const Invocation& invocation, const std::optional<crypto::SecretBytes>& passphrase);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session();

    [[nodiscard]] core::Client& client() { return *m_client; }
    [[nodiscard]] storage::Database& database() { return m_client->database(); }
    [[nodiscard]] const Output& output() const { return m_output; }

    /// Who is meant by CONTACT. While somebody's answer is awaited their name may not be known yet:
    /// then the relay is asked first.
    [[nodiscard]] crypto::Result<storage::Contact, Refusal> contact(std::string_view text);

    /// Connects; nothing waits yet.
    void start();
    /// Connects, and ends when all that waited was sent and all that the relay held was stored.
    /// Refused, with status Unreachable, if the relay cannot be reached for some seconds.
    [[nodiscard]] crypto::Result<void, Refusal> settle();
    /// True when settle() would end well right now.
    [[nodiscard]] bool isSettled() const;
    /// Refused if another device has shut this one out, or another copy of its disk is in use.
    [[nodiscard]] crypto::Result<void, Refusal> checkStanding() const;
    [[nodiscard]] bool isCopied() const;
    [[nodiscard]] bool isOutOfReach() const;
    [[nodiscard]] bool wasOnline() const { return m_wasOnline; }
    [[nodiscard]] Refusal unreachable() const;

    /// Until @p done, or for @p mostMs (negative: for ever). Refused if the database failed.
    [[nodiscard]] crypto::Result<bool, Refusal> wait(const std::function<bool()>& done, int mostMs);
    /// Calls something of the client that answers later, and waits for the answer.
    template <class T>
    [[nodiscard]] crypto::Result<T, Refusal> await(const std::function<void(core::Done<T>)>& begin);
    /// This device is none of the account any more: what it has is to be deleted.
    [[nodiscard]] bool wasRemoved() const { return m_removed; }
    /// Ends the client and deletes the profile's key and database. Nothing else may be called then.
    [[nodiscard]] crypto::Result<void, Refusal> wipe();
    /// Says on standard error what devices or relay contradict, and whether what was shown may be
    /// old. Once, when the verb is done.
    void tellTroubles();
    /// True if messages changed since the last call.
    [[nodiscard]] bool takeChanged();

private:
    Session(core::Profile profile, storage::Database database, const Invocation& invocation);

    [[nodiscard]] static crypto::Result<storage::DatabaseKey, Refusal>
    key(core::Profile& profile, storage::KeyPlace place, AccountNeed need,
        const std::optional<crypto::SecretBytes>& passphrase, crypto::Random& random);
    void follow(const core::Connection& connection);

    core::Profile m_profile;
    crypto::SystemRandom m_random;
    core::SystemClock m_clock;
    core::Environment m_environment;
    std::unique_ptr<core::Client> m_client;
    Output m_output;
    core::Connection m_connection;
    std::optional<core::Problem> m_failure;
    std::vector<core::Problem> m_troubles; ///< one of each kind
    bool m_started = false;
    bool m_removed = false;
    bool m_wasOnline = false;
    bool m_changed = true;
    QElapsedTimer m_offline;  ///< since the relay was last there, or since start()
    QElapsedTimer m_progress; ///< since something changed
};

/// How long an answer may take that comes through the relay, Tor included.
inline constexpr int kAnswerMs = 60'000;

template <class T>
crypto::Result<T, Refusal> Session::await(const std::function<void(core::Done<T>)>& begin)
{
    // The client may answer after this call has given up.
    const auto answer = std::make_shared<std::optional<crypto::Result<T, core::Problem>>>();
    begin(
        [answer](crypto::Result<T, core::Problem> result) { answer->emplace(std::move(result)); });
    SOTTO_TRY(answered, wait([&] { return answer->has_value(); }, kAnswerMs));
    if (!answered) {
        return crypto::Unexpected(unreachable());
    }
    if (!**answer) {
        return crypto::Unexpected(refusalOf((*answer)->error()));
    }
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        return std::move(***answer);
    }
}

} // namespace sotto::cli
