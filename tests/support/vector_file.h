#pragma once

#include "tests/support/hex.h"

#include <QByteArray>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>

namespace sotto::test {

/// Bytes as they stand in a file of vectors.
[[nodiscard]] inline QString hex(crypto::ByteView bytes)
{
    return QString::fromStdString(toHex(bytes));
}
[[nodiscard]] inline crypto::Bytes unhex(const QJsonValue& value)
{
    return fromHex(value.toString().toStdString());
}
template <class Value> [[nodiscard]] Value fixed(const QJsonValue& value)
{
    return fixedFromHex<Value>(value.toString().toStdString());
}

/// One file of tests/vectors. SOTTO_WRITE_VECTORS=1 in the environment writes it anew from what
/// the program makes; otherwise the file is the law.
class VectorFile
{
public:
    /// @p name is the file's name without ".json".
    explicit VectorFile(const QString& name)
        : m_path(QStringLiteral(SOTTO_SOURCE_DIR "/tests/vectors/") + name +
                 QStringLiteral(".json"))
    {}

    /// True if the file says what @p made says, or was just written to say so.
    [[nodiscard]] bool compareOrWrite(const QJsonObject& made)
    {
        if (qEnvironmentVariable("SOTTO_WRITE_VECTORS") == QLatin1String("1")) {
            QFile out(m_path);
            const QByteArray text = QJsonDocument(made).toJson();
            if (!out.open(QIODevice::WriteOnly) || out.write(text) != text.size()) {
                return false;
            }
        }
        return load() && m_content == made;
    }

    /// Reads the file. False if it is not there or holds no JSON object.
    [[nodiscard]] bool load()
    {
        QFile in(m_path);
        if (!in.open(QIODevice::ReadOnly)) {
            return false;
        }
        m_content = QJsonDocument::fromJson(in.readAll()).object();
        return !m_content.isEmpty();
    }

    [[nodiscard]] const QJsonObject& content() const { return m_content; }
    /// The array of that name.
    [[nodiscard]] QJsonArray cases(const QString& name) const { return m_content[name].toArray(); }

private:
    QString m_path;
    QJsonObject m_content;
};

} // namespace sotto::test
