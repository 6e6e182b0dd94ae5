// sotto-bench-restore: how long a device takes that joins an account by its words, from the moment
// that it is one. Two clients and the relay's service in one thread, so the figures hold all three.
#include "app/storage/database.h"
#include "crypto/base/init.h"
#include "tests/app/vault/linked_device.h"

#include <cstdio>
#include <cstdlib>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr int kPatienceMs = 30 * 60 * 1000;
constexpr std::int64_t kBegan = std::int64_t{1'790'000'000} * 1'000'000; ///< microseconds

bool waitVeryLong(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, kPatienceMs);
}

/// Notes to oneself, as if they had been written over the years.
void fill(LinkedDevice& device, int messages)
{
    storage::Database& database = device.client->database();
    storage::MessageStore store(database);
    storage::Transaction transaction(database);
    const storage::RowId notes = device.conversation("");
    for (int i = 0; i < messages; ++i) {
        storage::Message message;
        message.conversation = notes;
        device.random.fill(message.uid.mutableView());
        message.state = storage::MessageState::Sent;
        message.claimed = kBegan + std::int64_t{i} * 1'000'000;
        message.sent = message.received = message.claimed / 1000;
        message.text =
            "A text of some length, as people write them, and its number: " + std::to_string(i);
        (void)store.addAt(message);
    }
    transaction.commit();
}

int run(int messages)
{
    LoopbackRelay relay;
    LinkedDevice phone;
    phone.create(relay, "Alice");
    phone.say("", "the first one");
    fill(phone, messages);
    const std::string words = phone.words();
    QElapsedTimer timer;
    timer.start();
    const auto isSaid = [&] {
        return phone.vault().countDirty() == 0 && phone.vault().countOutgoing() == 0 &&
               phone.client->isIdle();
    };
    if (words.empty() || !waitVeryLong(isSaid)) {
        return EXIT_FAILURE;
    }
    const double said = static_cast<double>(timer.elapsed()) / 1000;
    phone.vanish();

    LinkedDevice laptop;
    laptop.open();
    qint64 joined = 0;
    qint64 listed = 0;
    laptop.client->onLinkStep = [&](core::LinkStep step) {
        if (step == core::LinkStep::Looking) {
            timer.restart(); // Argon2id is over
        } else if (step == core::LinkStep::Done) {
            joined = timer.elapsed();
        }
    };
    laptop.client->onChanged = [&](const core::Changes&) {
        if (joined > 0 && listed == 0 && laptop.client->vaultState().hasList) {
            listed = timer.elapsed();
        }
    };
    if (!laptop.link(words, relay) ||
        !waitVeryLong([&] { return joined > 0 && !laptop.client->vaultState().isRestoring; })) {
        return EXIT_FAILURE;
    }
    const double restored = static_cast<double>(timer.elapsed() - joined) / 1000;
    if (laptop.message("", "the first one") == storage::kNoRow &&
        laptop.client->vaultState().restored < static_cast<std::uint64_t>(messages)) {
        return EXIT_FAILURE;
    }
    std::printf("{\"bench\": \"restore\", \"messages\": %d, \"said_per_second\": %.0f, "
                "\"joined_ms\": %lld, \"list_ms\": %lld, \"restored_per_second\": %.0f}\n",
                messages, messages / said, static_cast<long long>(joined),
                static_cast<long long>(listed), messages / restored);
    return EXIT_SUCCESS;
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    if (!crypto::initialize()) {
        return EXIT_FAILURE;
    }
    return run(argc > 1 ? std::atoi(argv[1]) : 100'000);
}
