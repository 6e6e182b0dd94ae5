#pragma once

#include "app/core/vault/vault_book.h"

namespace sotto::core {

/// Does what records say that have found their place in the chains: takes their contents into the
/// stores, remembers which record holds what, and looks for what contradicts.
class VaultTaking
{
public:
    VaultTaking(Context& context, VaultBook& book, StoredThings& things);

    /// In a Work that takes in what the vault says and nothing else.
    void take(Work& work, const crypto::AcceptedRecord& record);
    /// What was kept aside of writers who are claimed by now.
    void takeAside();
    /// The same where the log has grown: who said that it is a writer before anybody knew it may be
    /// a device of the account by now.
    void reviewClaims();
    /// Says what an error of VaultReader or VaultHistory means, and what becomes of the writer.
    void refuse(const crypto::VaultError& error);

private:
    void learnProved(const wire::VaultContent& content);
    void learnKept(Work& work, const wire::VaultContent& content);
    [[nodiscard]] bool keepsSigned(Work& work, const wire::VaultContent& said, std::size_t bytes);
    void countUnproved(Work& work);
    using Entry = storage::VaultStore::Entry;
    void takePut(Work& work, const crypto::AcceptedRecord& record, const crypto::PutRecord& put);
    void apply(Work& work, const Entry& entry, const wire::VaultContent& content);
    void setAside(Work& work, const Entry& entry, const wire::VaultContent& content);
    void keepAside(Work& work, const Entry& entry, wire::AsideRecord record);
    void takeClaims(Work& work, const wire::VaultContent& content);
    void takeClaim(Work& work, const wire::VaultContent& content);
    void bury(Work& work, const Entry& entry, const std::string& deleted);
    void takeEmpty(Work& work, const crypto::AcceptedRecord& record);
    void noteTime(const crypto::AcceptedRecord& record);
    void compareOwn(crypto::WriterIndex by, const crypto::SeenHead& head);
    void settle(Work& work, const Thing& thing, const wire::VaultContent& said);

    Context& m_context;
    VaultBook& m_book;
    StoredThings& m_things;
    std::optional<crypto::WriterIndex> m_writer;       ///< whose content is being taken
    std::pair<std::size_t, crypto::Epoch> m_counted{}; ///< what was known when unproved was counted
};

/// As VaultRecord serialises itself.
[[nodiscard]] crypto::Bytes recordBytes(const sotto::wire::Record& record);

} // namespace sotto::core
