"""What a run sees of the file system, and what stays from run to run: results, trees and parse tables."""
