import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A line between two groups of a Menu.
T.MenuSeparator {
    id: separator

    topPadding: Theme.space.xs
    bottomPadding: Theme.space.xs
    leftPadding: Theme.space.m
    rightPadding: Theme.space.m
    implicitHeight: implicitContentHeight + topPadding + bottomPadding

    contentItem: Hairline {}
}
