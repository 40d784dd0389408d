import HTML
import Testing

@Suite struct TableGridTests {
    @Test func `spans fill the grid`() throws {
        let table = try #require(
            page(
                """
                <!DOCTYPE html><table><caption>T</caption><thead><tr><th colspan=2>Name<th rowspan=2 scope=col>Phone</tr><tr><th>First<th>Last</tr></thead>
                <tfoot><tr><td colspan=3>end</tfoot><tbody><tr><th scope=row>Ann<td>Lee<td rowspan=0>1</tr><tr><td>Bob<td>Ray</tr></tbody></table>
                """
            ).tables().first)
        #expect(table.caption == "T" && table.rowCount == 5 && table.columnCount == 3 && table.headRowCount == 2)
        #expect(
            (0..<5).map { table.texts(row: $0).joined(separator: "|") } == [
                "Name|Name|Phone", "First|Last|Phone", "Ann|Lee|1", "Bob|Ray|1", "end|end|end",
            ])
        let lee = try #require(table[row: 2, column: 1])
        #expect(table.headers(of: lee).map(\.text) == ["Name", "Last", "Ann"])
        #expect(table[row: 9, column: 0] == nil && table[row: 0, column: 9] == nil)
    }

    @Test func `hostile spans are bounded`() throws {
        let rows = String(repeating: "<tr>" + String(repeating: "<td colspan=1000 rowspan=65534>x", count: 20), count: 300)
        let table = try #require(page("<!DOCTYPE html><table>\(rows)</table>").tables().first)
        #expect(table.isTruncated && table.cells.count == 6000)
        #expect(table.rowCount == 300)
    }

    @Test func `a row span ends with its group and rows without cells count`() throws {
        let table = try #require(
            page("<!DOCTYPE html><table><tbody><tr><td rowspan=9>a</tbody><tbody><tr></tr><tr><td>b</tbody></table>").tables().first)
        #expect((0..<table.rowCount).map { table.texts(row: $0) } == [["a"], [""], ["b"]])
    }
}
