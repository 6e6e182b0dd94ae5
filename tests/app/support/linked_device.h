#pragma once

#include "app/core/client.h"
#include "app/core/recovery/qt_normalizer.h"
#include "tests/app/support/loopback_relay.h"
#include "tests/app/support/object_world.h"

#include <QTemporaryDir>

namespace sotto::test {

/// The clock of all devices of a test.
class SharedClock final : public core::Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override { return at; }
    storage::Milliseconds at = std::int64_t{1'800'000'000} * 1000;
};

/// One Client over a LoopbackRelay, with its database on the disk, which outlives the program.
struct LinkedDevice
{
    explicit LinkedDevice(SharedClock& clock)
        : environment{random, clock, impatientOptions(), 0, 1}
    {
        random.fill(key.mutableView());
    }
    void open()
    {
        auto database = storage::Database::open(folder.filePath(QStringLiteral("db")).toStdString(),
                                                key, storage::OpenMode::ReadWrite);
        if (!database) {
            qFatal("the database does not open");
        }
        client = std::make_unique<core::Client>(std::move(database).value(), environment);
        client->onAccountTrouble = [this](const core::Problem&) { ++troubles; };
        client->onAlarms = [this] { ++alarmsTold; };
        if (beforeStart) {
            beforeStart(*client);
        }
        client->start();
    }
    /// As a kill and a new start would.
    void reopen()
    {
        client.reset();
        open();
    }
    void create(const LoopbackRelay& relay, const std::string& name = "Alice")
    {
        open();
        if (!client->createAccount({name, {}, relay.address()})) {
            qFatal("no account");
        }
    }
    void beginLink(const std::string& words, const LoopbackRelay& relay)
    {
        beginLink(words, relay.address());
    }
    void beginLink(const std::string& words, crypto::RelayAddress relay)
    {
        outcome.reset();
        if (!client) {
            open();
        }
        auto phrase =
            crypto::RecoveryPhrase::fromText(crypto::asBytes(words), core::QtNormalizer());
        client->link({std::move(phrase).value(), {}, std::move(relay), "Laptop"},
                     [this](const auto& ended) { outcome = ended; });
    }
    /// How the last beginLink() ended; "" if well.
    [[nodiscard]] QString ended()
    {
        if (!waitFor([this] { return outcome.has_value(); })) {
            return QStringLiteral("no end");
        }
        return *outcome ? QString() : QString::fromLatin1(core::nameOf(outcome->error().kind));
    }
    [[nodiscard]] QString link(const std::string& words, const LoopbackRelay& relay)
    {
        beginLink(words, relay);
        return ended();
    }
    /// The words of a new account, once they bring it back.
    [[nodiscard]] std::string words()
    {
        std::string out;
        client->showWords([&](const auto& words) {
            if (words) {
                out.assign(words->view().begin(), words->view().end());
            }
        });
        return waitFor([&] { return !out.empty() && client->wordsArePublished(); }) ? out
                                                                                    : std::string();
    }
    /// What a call with a Done<void> came to; "" if all is well.
    template <class Call> [[nodiscard]] QString ask(Call call)
    {
        std::optional<crypto::Result<void, core::Problem>> answer;
        call([&](const auto& said) { answer = said; });
        if (!waitFor([&] { return answer.has_value(); })) {
            return QStringLiteral("no answer");
        }
        return *answer ? QString() : QString::fromLatin1(core::nameOf(answer->error().kind));
    }
    [[nodiscard]] QString answer(const core::AlarmId& id, core::AlarmAnswer how)
    {
        return ask([&](auto done) { client->answerAlarm(id, how, done); });
    }
    [[nodiscard]] std::vector<core::AlarmKind> alarms() const
    {
        std::vector<core::AlarmKind> out;
        for (const core::Alarm& alarm : client->alarms()) {
            out.push_back(alarm.kind);
        }
        return out;
    }
    [[nodiscard]] std::size_t devices() const { return client->ownDevices().size(); }
    [[nodiscard]] std::string self() const
    {
        for (const core::DeviceInfo& device : client->ownDevices()) {
            if (device.isThis) {
                return device.id;
            }
        }
        return {};
    }

    QTemporaryDir folder;
    storage::DatabaseKey key;
    crypto::SystemRandom random;
    core::Environment environment;
    std::unique_ptr<core::Client> client;
    std::function<void(core::Client&)> beforeStart;
    std::optional<crypto::Result<void, core::Problem>> outcome;
    int troubles = 0;
    int alarmsTold = 0;
};

} // namespace sotto::test
