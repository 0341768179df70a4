import java.io.*;
import java.nio.charset.*;
import java.nio.file.*;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.analysis.tokenattributes.*;

/** Writes the reference's tokens of each line of IN to OUT: java -cp JARS Reference.java IN OUT. */
public class Reference {
  public static void main(String[] args) throws IOException {
    try (SmartChineseAnalyzer analyzer = new SmartChineseAnalyzer();
        PrintWriter out = new PrintWriter(args[1], StandardCharsets.UTF_8)) {
      for (String line : Files.readAllLines(Paths.get(args[0]), StandardCharsets.UTF_8)) {
        StringBuilder tokens = new StringBuilder();
        try (TokenStream stream = analyzer.tokenStream("text", line)) {
          CharTermAttribute term = stream.getAttribute(CharTermAttribute.class);
          OffsetAttribute offset = stream.getAttribute(OffsetAttribute.class);
          PositionIncrementAttribute position = stream.getAttribute(PositionIncrementAttribute.class);
          stream.reset();
          while (stream.incrementToken()) {
            tokens.append(tokens.length() > 0 ? " " : "").append(term).append('/').append(offset.startOffset()).append('/')
                .append(offset.endOffset()).append('/').append(position.getPositionIncrement());
          }
          stream.end();
        }
        out.print(tokens + "\n");
      }
    }
  }
}
