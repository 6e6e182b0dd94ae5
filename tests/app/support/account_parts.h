#pragma once

#include "app/core/account/account_objects.h"
#include "app/core/vault/vault_sync.h"
#include "crypto/log/log_builder.h"
#include "tests/app/support/linked_device.h"

namespace sotto::test {

/// A device of an account in the hands of somebody who writes his own program: what a Client is
/// made of, without its manners. Opens the database of a LinkedDevice whose Client is gone.
struct AccountParts
{
    explicit AccountParts(LinkedDevice& device)
        : context(open(device), device.environment)
        , own(context)
        , people(context, own)
        , things(context, own, people)
        , sessions(context, own, people)
        , places(context)
        , mailboxes(context, places, own, sessions)
        , outbox(context, places, own, mailboxes, people, sessions)
        , objects(context, places, own, mailboxes, people, outbox)
        , vault(context, own, things, objects)
    {
        context.beforeCommit = [this](core::Work& work) { vault.onCommit(work); };
        context.onChanged = [this](const core::Changes&) { objects.refreshSoon(); };
        vault.hook();
        if (!own.load()) {
            qFatal("no account");
        }
        people.load();
        sessions.load();
        mailboxes.load();
        objects.load();
        vault.load();
        objects.start();
        vault.start();
    }
    ~AccountParts()
    {
        vault.stop();
        objects.stop();
    }
    AccountParts(const AccountParts&) = delete;
    AccountParts& operator=(const AccountParts&) = delete;

    static storage::Database open(LinkedDevice& device)
    {
        auto database =
            storage::Database::open(device.folder.filePath(QStringLiteral("db")).toStdString(),
                                    device.key, storage::OpenMode::ReadWrite);
        if (!database) {
            qFatal("the database does not open");
        }
        return std::move(database).value();
    }
    [[nodiscard]] crypto::LogBuilder builder() const { return {own.log(), context.now()}; }
    [[nodiscard]] crypto::Authors alone() const
    {
        return crypto::Authors::oneDevice(own.device(), own.keys());
    }
    [[nodiscard]] crypto::Authors with(const crypto::SigningKey& recovery) const
    {
        return crypto::Authors::both(recovery, own.device(), own.keys());
    }
    using Make = std::function<crypto::LogBuilder::Built(const crypto::LogBuilder&)>;
    /// Brings an entry into the log. False if that fails.
    [[nodiscard]] bool append(const Make& make)
    {
        std::optional<bool> decided;
        objects.head()->append(
            [&](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
                auto built = make(crypto::LogBuilder(log, context.now()));
                return built ? std::optional(std::move(*built)) : std::nullopt;
            },
            [&](const auto& outcome) { decided = outcome.has_value(); });
        return waitFor([&] { return decided.has_value(); }) && *decided;
    }

    core::Context context;
    core::OwnAccount own;
    core::People people;
    core::StoredThings things;
    core::SessionBook sessions;
    core::RelayPlaces places;
    core::OwnMailboxes mailboxes;
    core::Outbox outbox;
    core::AccountObjects objects;
    core::VaultSync vault;
};

} // namespace sotto::test
