#pragma once

#include <QList>
#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::pictures {

/// QR codes for pictures.
class SampleCode : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    using QObject::QObject;

    /// Row by row from the top, true is dark.
    Q_INVOKABLE static QList<bool> of(const QString& text);
};

} // namespace sotto::pictures
