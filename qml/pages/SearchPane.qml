pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.App
import Sotto.Components
import Sotto.Theme

// What a search finds: people, then messages, with the words marked.
//
//   search   the view-model (required)
FocusScope {
    id: pane

    required property SearchModel search
    property bool byKeyboard: false

    signal leftUpwards

    Flow {
        id: chips

        anchors.top: parent.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.topMargin: Theme.space.xs
        anchors.leftMargin: Theme.space.m
        anchors.rightMargin: Theme.space.m
        spacing: Theme.space.s - Theme.space.xxs

        Chip {
            checkable: true
            autoExclusive: true
            text: qsTr("All")
            checked: pane.search.scope === SearchModel.Scope.All
            onClicked: pane.search.scope = SearchModel.Scope.All
        }
        Chip {
            checkable: true
            autoExclusive: true
            text: qsTr("Messages")
            checked: pane.search.scope === SearchModel.Scope.Messages
            onClicked: pane.search.scope = SearchModel.Scope.Messages
        }
        Chip {
            checkable: true
            autoExclusive: true
            text: qsTr("People")
            checked: pane.search.scope === SearchModel.Scope.People
            onClicked: pane.search.scope = SearchModel.Scope.People
        }
    }

    ListView {
        id: list

        anchors.top: chips.bottom
        anchors.topMargin: Theme.space.xs
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.leftMargin: Theme.size.listGap
        anchors.rightMargin: Theme.size.listGap
        clip: true
        focus: true
        activeFocusOnTab: true
        reuseItems: true
        boundsBehavior: Flickable.StopAtBounds
        highlightMoveDuration: 0
        bottomMargin: Theme.space.s
        model: pane.search

        readonly property SearchEntry current: list.currentItem as SearchEntry

        Accessible.role: Accessible.List
        Accessible.name: qsTr("Found")

        T.ScrollBar.vertical: ScrollBar {}

        Keys.onPressed: event => pane.byKeyboard = true
        Keys.onReturnPressed: list.current?.open()
        Keys.onEnterPressed: list.current?.open()
        Keys.onSpacePressed: list.current?.open()
        Keys.onUpPressed: event => list.currentIndex > 0 ? list.decrementCurrentIndex() : pane.leftUpwards()

        delegate: SearchEntry {
            width: ListView.view.width
            current: ListView.isCurrentItem && list.activeFocus && pane.byKeyboard
            onOpened: pane.search.open(index)
        }
    }

    BusyDots {
        anchors.centerIn: list
        visible: pane.search.busy && pane.search.count === 0
    }
    Label {
        anchors.centerIn: list
        width: Math.min(implicitWidth, list.width - 2 * Theme.space.l)
        visible: !pane.search.busy && pane.search.emptyText.length > 0
        text: pane.search.emptyText
        type: Theme.type.caption
        color: Theme.color.text2
        horizontalAlignment: Text.AlignHCenter
        wrapMode: Text.Wrap
        Accessible.role: Accessible.StaticText
        Accessible.name: text
    }
}
