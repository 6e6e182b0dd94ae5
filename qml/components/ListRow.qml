import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// The ground of a row in a list: its hover, press, selection and keyboard ring. Give it a
// contentItem.
//
//   name       what a reader of the screen says for the row (required)
//   selected   the row whose page is open
//   current    the row that the keyboard stands on, in a list that has the focus
//
// clicked() also comes with Enter, menuRequested() with the Menu key or the right button.
T.AbstractButton {
    id: row

    required property string name
    property bool selected: false
    property bool current: false

    signal menuRequested(point position)

    leftPadding: Theme.space.m
    rightPadding: Theme.space.m
    topPadding: Theme.space.s
    bottomPadding: Theme.space.s
    spacing: Theme.space.m
    implicitWidth: Theme.size.sidebar - 2 * Theme.size.listGap
    implicitHeight: Math.max(Theme.size.row, implicitContentHeight + topPadding + bottomPadding)
    hoverEnabled: true

    Accessible.role: Accessible.ListItem
    Accessible.name: row.name
    Accessible.selectable: true
    Accessible.selected: row.selected
    Accessible.focusable: true
    Accessible.onPressAction: row.clicked()

    Keys.onReturnPressed: row.clicked()
    Keys.onEnterPressed: row.clicked()
    Keys.onMenuPressed: row.menuRequested(Qt.point(row.width / 2, row.height))

    background: Rectangle {
        radius: Theme.radius.row
        color: row.selected || row.down ? Theme.color.selected : row.hovered ? Theme.color.hover : "transparent"
        border.width: Theme.size.edge
        border.color: row.selected ? Theme.color.tintEdge : "transparent"

        // Not in the row itself, which would then take the right button for a click.
        TapHandler {
            acceptedButtons: Qt.RightButton
            onTapped: eventPoint => row.menuRequested(eventPoint.position)
        }
        FocusRing {
            shown: row.visualFocus || row.current
            inside: true
            cornerRadius: Theme.radius.row
        }
    }
}
