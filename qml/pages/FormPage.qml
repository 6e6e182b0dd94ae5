pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Behaviour
import Sotto.Components
import Sotto.Theme

// A page that asks for one thing: a column in the middle of a quiet ground. Where the window is too
// low for it, it scrolls, and follows the keyboard's focus.
//
//   content       the column's items, each as wide as `columnWidth` by binding to parent.width
//   columnWidth   at most; a narrow window makes it narrower
//   ground        colour of the page
//   footer        stands at the bottom of the page
//   topSpace      free at least above the column, in pixels
//   scrolled      the parent of what else scrolls along
FocusScope {
    id: page

    default property alias content: column.data
    property alias spacing: column.spacing
    property int columnWidth: Theme.size.formColumn
    property color ground: Theme.color.sidebar
    property Component footer
    property int topSpace: Theme.space.huge
    readonly property alias scrolled: flickable.contentItem
    // How wide the column comes out.
    readonly property int columnRoom: Math.min(page.columnWidth, page.width - 2 * page.sideMargin)

    readonly property int sideMargin: page.width < Theme.narrowBelow ? Theme.space.l : Theme.space.xxl

    Rectangle {
        anchors.fill: parent
        color: page.ground
    }

    Flickable {
        id: flickable

        anchors.fill: parent
        contentWidth: width
        contentHeight: Math.max(height, column.height + page.topSpace + Theme.space.huge + footerLoader.height)
        boundsBehavior: Flickable.StopAtBounds

        T.ScrollBar.vertical: ScrollBar {}

        Column {
            id: column

            width: page.columnRoom
            anchors.horizontalCenter: parent.horizontalCenter
            y: Math.round(Math.max(page.topSpace, (flickable.contentHeight - footerLoader.height - height) / 2))
        }

        OnDemand {
            id: footerLoader

            anchors.horizontalCenter: parent.horizontalCenter
            y: flickable.contentHeight - height
            width: column.width
            sourceComponent: page.footer
        }
    }

    ScrollToFocus {
        flickable: flickable
        margin: Theme.space.xl
    }
}
