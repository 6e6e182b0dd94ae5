#pragma once

#include "tests/e2e/world.h"

#include <functional>
#include <optional>

namespace sotto::test {

/// A device that stays: `receive --follow`, until it is killed.
class Follower
{
public:
    explicit Follower(const Cli& device);
    Follower(const Follower&) = delete;
    Follower& operator=(const Follower&) = delete;
    ~Follower(); ///< kill()

    /// The first line from now on, or from before that nobody asked for, of which @p isIt is true.
    /// Nothing if none comes within @p mostMs, or the program ended.
    [[nodiscard]] std::optional<QJsonObject>
    await(const std::function<bool(const QJsonObject&)>& isIt, int mostMs = kPatienceMs);
    /// It has told a text.
    [[nodiscard]] bool awaitText(const QString& text);
    [[nodiscard]] bool isRunning() const;
    /// SIGKILL.
    void kill();

    /// How long what surely comes is waited for.
    static constexpr int kPatienceMs = 60'000;

private:
    void takeLines();

    std::unique_ptr<QProcess> m_process;
    QByteArray m_rest;
    std::vector<QJsonObject> m_lines; ///< that nobody asked for yet
};

/// The texts that a call printed, in its order.
[[nodiscard]] QStringList textsOf(const Ran& ran);
/// What a history holds, without what is each device's own: when a message reached it. Own messages
/// with their state, so that devices that agree on it have heard the same receipts.
[[nodiscard]] QString digestOf(const Cli& device, const QString& conversation);

/// Alice, who has several devices, and Bob, her contact.
class Household
{
public:
    /// The first device makes the account, each other one joins by the words, and the first one
    /// says that this was she. Alice knows Bob from the beginning. Read trouble() before use.
    explicit Household(int devices);

    World world;
    std::vector<Cli> devices;
    Cli bob;
    QByteArray words;
    QString id; ///< Alice's

    /// What failed at the beginning; empty if nothing did.
    [[nodiscard]] const QByteArray& trouble() const { return m_trouble; }

    [[nodiscard]] Cli& first() { return devices.front(); }
    /// Another machine becomes a device of the account.
    [[nodiscard]] Ran link(const Cli& device, const QByteArray& typed, const QString& name) const;
    /// Calls `receive` on all of them, again and again, until what each holds of the conversation
    /// is the same and nothing of theirs, or of Bob's, waits to be sent. False if that does not
    /// come about.
    [[nodiscard]] bool agree(const std::vector<Cli>& all) const;
    [[nodiscard]] bool agree() const { return agree(devices); }

private:
    [[nodiscard]] QByteArray begin(int count);

    QByteArray m_trouble;
};

/// The id of a device's only unanswered alarm of this kind; empty if there is none, or two.
[[nodiscard]] QString alarmOf(const Cli& device, const QString& kind);
/// The names of the devices of the account that a device knows of.
[[nodiscard]] QStringList devicesOf(const Cli& device);
/// Calls @p holds until it is true. False if that takes too long.
[[nodiscard]] bool eventually(const std::function<bool()>& holds);

} // namespace sotto::test
