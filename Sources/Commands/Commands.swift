package struct RollcallCommand { package static func main() async {} }
